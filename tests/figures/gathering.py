"""Figures of many tests and processes, added together: a row for each goal, what was tried, and size."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen


@frozen(kw_only=True)
class Row:
    """What all tests of one run tried of one thing; `tests` are node ids without parameters, `date` is ISO 8601."""

    goal: str
    what: str
    size: str
    tried: int
    unit: str
    tests: tuple[str, ...]
    date: str
    measured: Mapping[str, float] = field(factory=dict)
    lacking: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str, str]:
        """What a later run replaces."""
        return int(self.goal.removeprefix("G")), self.what, self.size


def lines(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The figures that were kept in `folders`."""
    for folder in folders:
        for path in sorted(folder.glob("*.jsonl")):
            yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def added(figures: Iterable[Mapping[str, Any]], date: str) -> list[Row]:
    """One row for each goal, what, unit and size."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for figure in figures:
        groups[tuple(figure[name] for name in ("goal", "what", "unit", "size"))].append(figure)
    return [_row(*key, group, date) for key, group in groups.items()]


def _row(goal: str, what: str, unit: str, size: str, group: list[Mapping[str, Any]], date: str) -> Row:
    measured: dict[str, float] = {}
    for figure in group:
        for name, value in figure["measured"].items():
            measured[name] = max(value, measured.get(name, value))
    return Row(
        goal=goal,
        what=what,
        size=size,
        tried=sum(figure["tried"] for figure in group),
        unit=unit,
        tests=tuple(sorted({figure["test"] for figure in group})),
        date=date,
        measured=measured,
        lacking=tuple(sorted({figure["lacking"] for figure in group} - {""})),
    )


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """The new rows in the places of the old ones of the same key."""
    rows = {row.key: row for row in old} | {row.key: row for row in new}
    return [rows[key] for key in sorted(rows)]


def stored(path: Path) -> list[Row]:
    """The rows in the file that the tree keeps."""
    if not path.is_file():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Row(**{**row, "tests": tuple(row["tests"]), "lacking": tuple(row["lacking"])}) for row in rows]


def store(path: Path, rows: Iterable[Row]) -> None:
    """Write that file; sorted, a line for each value, so that changes can be read."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
