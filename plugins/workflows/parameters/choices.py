"""What follows from a choice: a dynamic combo brings inputs of its own, which a graph must have to be queued."""

from collections.abc import Mapping
from typing import Any

from ..documents.prompts import in_prompt
from ..documents.schemas import DYNAMIC_COMBO, ClassSchema, InputSchema, chosen_inputs
from ..graph_model import Link


def followed(schema: ClassSchema, before: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a node whose values changed, with those that its choices bring now.

    Inputs of a choice that is no longer made are dropped, those of the new one that are missing get their defaults, and
    so do those that have a value which is none of their options there. Without such a change all stay as they are.
    """
    old, new = schema.inputs(before), schema.inputs(inputs)
    if not any(_chosen_anew(entry, before, inputs) for entry in old.values()):
        return dict(inputs)
    kept = {name: value for name, value in inputs.items() if name in new or name not in old}
    for name, entry in new.items():
        missing = name not in kept and name not in old
        if entry.widget and (missing or (name in kept and _fits_no_more(entry, old.get(name), kept[name]))):
            kept[name] = in_prompt(entry.default)
    return kept


def brings_inputs(entry: InputSchema | None) -> bool:
    """Whether an option of it has inputs of its own."""
    if entry is None or entry.kind != DYNAMIC_COMBO:
        return False
    return any(chosen_inputs(entry, choice) for choice in entry.choices or ())


def _chosen_anew(entry: InputSchema, before: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    return entry.kind == DYNAMIC_COMBO and before.get(entry.name) != inputs.get(entry.name)


def _fits_no_more(entry: InputSchema, other: InputSchema | None, value: Any) -> bool:
    unchanged = other is not None and other.choices == entry.choices
    if unchanged or not entry.choices or isinstance(value, list | dict | Link):
        return False
    return value not in entry.choices
