"""Values on the command line: `--set KEY=VALUE`, over a preset's, applied to a workflow."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from ...core.contracts.batches import Axis
from ...core.contracts.workflows import Applied, Form, Parameter, ParameterType, WorkflowEntry
from ...core.errors import Invalid, NotFound, PenstockError
from ...plugins.workflows.parameters.keys import Keys
from .workflow_files import document_of
from .workflow_work import Work, kept

_YES: Final = ("true", "yes", "on", "1")
_NO: Final = ("false", "no", "off", "0")


def applied(work: Work, workflow: str, pairs: Sequence[str], preset: str, version: int | None) -> dict[str, Any]:
    """The graph with values applied; what the route answers. `Invalid` names each pair that does not fit."""
    entry = kept(work, workflow)
    if entry is None:
        if version is not None or preset:
            raise Invalid("A file has neither versions nor presets.", hint="Import it first.", field="version")
        document = document_of(work.services, workflow)
        form = work.workflows.form_of(document, dict(_pairs(pairs)))
        return _answer(work.workflows.apply_to(document, _values(form, pairs, {})))
    begin = _preset(work, entry, preset) if preset else {}
    form = work.workflows.form(entry.id, version, {**begin, **dict(_pairs(pairs))})
    return _answer(work.workflows.apply(entry.id, _values(form, pairs, begin), version))


def asked(work: Work, entry: WorkflowEntry, pairs: Sequence[str], preset: str, version: int | None) -> dict[str, Any]:
    """The values of a run by key, typed, over those of a preset. `Invalid` names each pair that does not fit."""
    begin = _preset(work, entry, preset) if preset else {}
    return _values(work.workflows.form(entry.id, version, {**begin, **dict(_pairs(pairs))}), pairs, begin)


def asked_of(work: Work, document: Any, pairs: Sequence[str]) -> dict[str, Any]:
    """As `asked`, for a decoded document that is not kept."""
    return _values(work.workflows.form_of(document, dict(_pairs(pairs))), pairs, {})


def typed_axis(form: Form, axis: Axis) -> Axis:
    """An axis whose values are texts, as values of its parameter."""
    if axis.values is None:
        return axis
    found = Keys(form).find(axis.keys[0])
    return evolve(axis, values=tuple(_typed(found, str(text)) for text in axis.values))


def _answer(found: Applied) -> dict[str, Any]:
    return {
        "prompt": found.prompt,
        "values": dict(found.values),
        "missing_classes": list(found.missing_classes),
    }


def _preset(work: Work, entry: WorkflowEntry, name: str) -> Mapping[str, Any]:
    presets = work.workflows.presets(entry.id)
    for one in presets:
        if name in (one.id, one.name) or one.name.casefold() == name.strip().casefold():
            return one.values
    names = ", ".join(one.name for one in presets) or "it has none"
    raise NotFound(f"{entry.name} has no preset {name!r}.", hint=f"Presets: {names}.", field="preset")


def _values(form: Form, pairs: Sequence[str], begin: Mapping[str, Any]) -> dict[str, Any]:
    """Values by key: those of the pairs over those of the preset."""
    keys, said = Keys(form), dict(_pairs(pairs))
    found = {key: keys.find(key) for key in said}
    said_addresses = {one.address for one in found.values() if isinstance(one, Parameter)}
    begun = {address: value for address, value in begin.items() if address not in said_addresses}
    typed = {key: _typed(found[key], text) for key, text in said.items()}
    return begun | typed


def _pairs(pairs: Sequence[str]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        key, separator, text = pair.partition("=")
        if not separator or not key.strip():
            raise Invalid(f"{pair[:80]!r} is no KEY=VALUE.", hint="Write --set seed=7.", field="set")
        yield key.strip(), text


def _typed(parameter: object, text: str) -> Any:
    """What `text` means to this parameter; text that fits nothing stays text, for the checks to name."""
    if not isinstance(parameter, Parameter):
        return text
    try:
        if parameter.type is ParameterType.FLOAT:
            return float(text)
        if parameter.type is ParameterType.BOOLEAN:
            return _truth(text)
        if parameter.multiple or parameter.type is ParameterType.OTHER:
            return json.loads(text)
    except (ValueError, RecursionError):
        return text
    if parameter.type in (ParameterType.SELECT, ParameterType.MODEL):
        return next((option for option in parameter.options or () if str(option) == text), text)
    return text


def _truth(text: str) -> bool | str:
    word = text.strip().lower()
    return True if word in _YES else False if word in _NO else text


def fault_lines(error: PenstockError) -> Iterator[str]:
    """Each fault of a refused request, with what could have been meant."""
    faults = error.details.get("faults")
    for fault in faults if isinstance(faults, list | tuple) else ():
        candidates = ", ".join(f"{one['address']} ({one['label']})" for one in fault.get("candidates") or ())
        yield f"{fault['field']}: {fault['message']}{f' Perhaps: {candidates}.' if candidates else ''}"
