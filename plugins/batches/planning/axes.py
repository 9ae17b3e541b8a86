"""Axes as the form takes them: addresses, checked values, titles and labels."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ....core.contracts.batches import Axis, AxisSummary, Range
from ....core.contracts.workflows import Parameter, ParameterType
from ....core.values import frozen
from .plan_faults import PlanFaults
from .plan_sizes import PlanSize
from .ranges import MOST_VALUES, BadRange, numbers, plain, shown
from .values import shown_value

_WHOLE: Final = frozenset({ParameterType.INTEGER, ParameterType.SEED, ParameterType.SELECT, ParameterType.MODEL})
_TEXTS: Final = frozenset({ParameterType.STRING, ParameterType.TEXT})


@frozen(kw_only=True)
class Asked:
    """An axis, the parameters of its keys, and for each of them the values that it asks for. `where` it stands."""

    axis: Axis
    where: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Sequence[Any], ...]
    labels: tuple[str, ...]

    @property
    def length(self) -> int:
        """How many values it has."""
        return len(self.columns[0])


@frozen(kw_only=True)
class PlannedAxis:
    """An axis, checked: `columns` holds the values of each address."""

    columns: Mapping[str, tuple[Any, ...]]
    summary: AxisSummary
    cycle: bool
    where: str

    @property
    def length(self) -> int:
        """How many values it has."""
        return len(self.summary.labels)

    def values(self, index: int) -> dict[str, Any]:
        """Its values by address at an index of its group; it begins anew where the group is longer."""
        own = index % self.length
        return {address: column[own] for address, column in self.columns.items()}


def asked(
    axis: Axis,
    where: str,
    parameters: tuple[Parameter, ...],
    base: Mapping[str, Any],
    faults: PlanFaults,
    size: PlanSize,
) -> Asked | None:
    """What an axis asks for; None where that cannot be told. `base` are the shared values by address."""
    given = [name for name in ("values", "range", "search") if getattr(axis, name) is not None]
    if len(given) != 1:
        faults.add(where, "one_kind", "An axis has values, a range, or a text to search: one of them.")
        return None
    found = _found(axis, where, parameters, base, faults, size)
    if found is None:
        return None
    columns, labels = found
    if not 1 <= len(columns[0]) <= MOST_VALUES:
        faults.add(where, "count", f"An axis has 1 to {MOST_VALUES} values, this one {len(columns[0])}.")
        return None
    if not size.fits(where, len(columns[0]), len(columns)):
        return None
    if axis.labels and len(axis.labels) != len(labels):
        faults.add(where, "labels", f"There are {len(labels)} values and {len(axis.labels)} labels.")
        return None
    return Asked(axis=axis, where=where, parameters=parameters, columns=columns, labels=axis.labels or labels)


def summary(one: Asked) -> AxisSummary:
    """How grids and legends show an axis."""
    titles = dict.fromkeys(parameter.label for parameter in one.parameters)
    title = one.axis.title or " + ".join(titles)
    if one.axis.search is not None and not one.axis.title:
        title = f"{title}: {shown_value(one.axis.search)}"
    addresses = tuple(dict.fromkeys(parameter.address for parameter in one.parameters))
    return AxisSummary(addresses=addresses, title=title, labels=one.labels)


def _found(
    axis: Axis,
    where: str,
    parameters: tuple[Parameter, ...],
    base: Mapping[str, Any],
    faults: PlanFaults,
    size: PlanSize,
) -> tuple[tuple[Sequence[Any], ...], tuple[str, ...]] | None:
    if axis.values is not None:
        return tuple(axis.values for _ in parameters), tuple(shown_value(value) for value in axis.values)
    if axis.range is not None:
        return _ranged(axis.range, where, parameters, faults)
    return _replaced(axis, where, parameters, base, faults, size)


def _ranged(
    wanted: Range, where: str, parameters: tuple[Parameter, ...], faults: PlanFaults
) -> tuple[tuple[Sequence[Any], ...], tuple[str, ...]] | None:
    try:
        found = numbers(wanted)
    except BadRange as error:
        faults.add(f"{where}.range", "bad_range", str(error))
        return None
    columns = tuple(_numbers_for(parameter, found) for parameter in parameters)
    return columns, tuple(shown(one) for one in found)


def _numbers_for(parameter: Parameter, found: Sequence[Decimal]) -> tuple[Any, ...]:
    if parameter.type in _TEXTS:
        return tuple(shown(one) for one in found)
    return tuple(plain(one, whole=parameter.type in _WHOLE) for one in found)


def _replaced(
    axis: Axis,
    where: str,
    parameters: tuple[Parameter, ...],
    base: Mapping[str, Any],
    faults: PlanFaults,
    size: PlanSize,
) -> tuple[tuple[Sequence[Any], ...], tuple[str, ...]] | None:
    search = axis.search or ""
    texts = [base.get(parameter.address, parameter.value) for parameter in parameters]
    for parameter, text in zip(parameters, texts, strict=True):
        if not search or not isinstance(text, str) or search not in text:
            message = f'"{parameter.label}" does not hold the text {shown_value(search)!r}.'
            faults.add(f"{where}.search", "not_found", message)
            return None
    if not size.fits_replaced(where, texts, search, axis.replacements):
        return None
    columns = tuple([text.replace(search, new) for new in axis.replacements] for text in texts)
    return columns, tuple(shown_value(new) for new in axis.replacements)
