"""Many values for each of some parameters, checked at once: a form's keys are sorted once for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ....core.contracts.workflows import Column, Form, Parameter
from .checking import Unfit, fitting
from .faults import Fault, refuse
from .keys import Keys

_MOST_FAULTS: Final = 20
"""Faults of one column that are told."""


def columns(form: Form, asked: Mapping[str, Sequence[Any]], before: Form | None = None) -> dict[str, Column]:
    """See `Workflows.columns_in`; `before` is the form before choices reshaped it."""
    keys, older = Keys(form), Keys(before, suggests=False) if before is not None and before is not form else None
    found: dict[str, Column] = {}
    faults: list[Fault] = []
    for key, values in asked.items():
        parameter = keys.find(key)
        gone = older.find(key) if older and isinstance(parameter, Fault) else None
        parameter = gone if isinstance(gone, Parameter) else parameter
        if isinstance(parameter, Fault):
            faults.append(parameter)
        else:
            found[key] = Column(parameter=parameter, values=_fitting(parameter, key, values, faults, form.stale))
    refuse(faults)
    return found


def _fitting(
    parameter: Parameter, key: str, values: Sequence[Any], faults: list[Fault], stale: bool
) -> tuple[Any, ...]:
    fit: list[Any] = []
    told = 0
    for index, value in enumerate(values):
        try:
            fit.append(fitting(parameter, value, known=not stale))
        except Unfit as unfit:
            told += 1
            message = f'"{parameter.label}" {unfit}.'
            if told <= _MOST_FAULTS:
                faults.append(Fault(field=key, code="ill_typed", message=message, index=index))
    return tuple(fit)
