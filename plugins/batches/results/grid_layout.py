"""Where the cells of a batch stand in a picture: columns, rows, and sub-grids for what is neither."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from ....core.contracts.batches import AxisSummary
from ....core.contracts.runs import Run
from ....core.errors import Invalid
from ..planning.layouts import Layout

MOST_POSITIONS = 100_000
"""Positions of a picture."""

_NONE = -1


@frozen(kw_only=True)
class Dimension:
    """One way in which cells differ; axes side by side are one. `labels` by position."""

    title: str
    labels: tuple[str, ...]


@frozen(kw_only=True)
class SubGrid:
    """Cells with columns and rows in common. `heading` says what else they share; `runs` by (row, column)."""

    heading: str
    runs: dict[tuple[int, int], Run]


@frozen(kw_only=True)
class GridLayout:
    """A picture: the labels of its columns and rows, and its sub-grids, all of one size."""

    x_title: str
    y_title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    grids: tuple[SubGrid, ...]


def dimensions(groups: Sequence[Sequence[AxisSummary]], layout: Layout, runs: int) -> tuple[Dimension, ...]:
    """One of each group, and the repetitions."""
    found = [_of_group(group, rows) for group, rows in zip(groups, layout.rows, strict=True)]
    return (*found, Dimension(title="Run", labels=tuple(str(number + 1) for number in range(runs))))


def grid_layout(
    dims: Sequence[Dimension], layout: Layout, runs: Iterable[Run], x: int | None, y: int | None, page: int | None
) -> GridLayout:
    """Where each of `runs` stands; columns, rows and sub-grids without any are left out. `Invalid`."""
    across, down = _chosen(dims, x, y)
    rest = [index for index in range(len(dims)) if index not in (across, down) and len(dims[index].labels) > 1]
    placed: dict[tuple[int, ...], dict[tuple[int, int], Run]] = {}
    for run in (run for run in runs if run.place < layout.space.total):
        at = layout.indices(run.place)
        key = tuple(at[index] for index in rest)
        placed.setdefault(key, {})[_at(at, down), _at(at, across)] = run
    kept = _page(sorted(placed), page)
    used_rows = sorted({row for key in kept for row, _ in placed[key]})
    used_columns = sorted({column for key in kept for _, column in placed[key]})
    if len(kept) * len(used_rows) * len(used_columns) > MOST_POSITIONS:
        raise Invalid("The picture would have too many cells.", hint="Choose one page of it.", field="page")
    row_of = {row: place for place, row in enumerate(used_rows)}
    column_of = {column: place for place, column in enumerate(used_columns)}
    return GridLayout(
        x_title=_title(dims, across),
        y_title=_title(dims, down),
        columns=tuple(_label(dims, across, column) for column in used_columns),
        rows=tuple(_label(dims, down, row) for row in used_rows),
        grids=tuple(
            SubGrid(
                heading=_heading(dims, rest, key),
                runs={(row_of[row], column_of[column]): run for (row, column), run in placed[key].items()},
            )
            for key in kept
        ),
    )


def _of_group(group: Sequence[AxisSummary], rows: Sequence[int]) -> Dimension:
    titles = " / ".join(dict.fromkeys(axis.title for axis in group))
    labels = tuple(" / ".join(axis.labels[row % len(axis.labels)] for axis in group) for row in rows)
    return Dimension(title=titles, labels=labels)


def _chosen(dims: Sequence[Dimension], x: int | None, y: int | None) -> tuple[int, int]:
    """The dimensions of columns and rows: the innermost groups where none are named, the repetitions last."""
    for name, index in (("x", x), ("y", y)):
        if index is not None and not 0 <= index < len(dims):
            raise Invalid(f"This batch has {len(dims)} dimensions.", hint="They count from 0.", field=name)
    if x is not None and x == y:
        raise Invalid("Columns and rows are different dimensions.", field="y")
    order = [*reversed(range(len(dims) - 1)), len(dims) - 1]
    free = [index for index in order if len(dims[index].labels) > 1 and index not in (x, y)]
    across = x if x is not None else (free.pop(0) if free else _NONE)
    down = y if y is not None else (free.pop(0) if free else _NONE)
    return across, down


def _page(keys: list[tuple[int, ...]], page: int | None) -> list[tuple[int, ...]]:
    if page is None:
        return keys
    if not 0 <= page < len(keys):
        raise Invalid(f"There are {len(keys)} pages.", hint="They count from 0.", field="page")
    return [keys[page]]


def _at(indices: Sequence[int], dimension: int) -> int:
    return 0 if dimension == _NONE else indices[dimension]


def _title(dims: Sequence[Dimension], dimension: int) -> str:
    return "" if dimension == _NONE else dims[dimension].title


def _label(dims: Sequence[Dimension], dimension: int, index: int) -> str:
    return "" if dimension == _NONE else dims[dimension].labels[index]


def _heading(dims: Sequence[Dimension], rest: Sequence[int], key: tuple[int, ...]) -> str:
    pairs = zip(rest, key, strict=True)
    return ", ".join(f"{dims[dimension].title}: {dims[dimension].labels[index]}" for dimension, index in pairs)
