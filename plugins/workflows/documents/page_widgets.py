"""Widgets that ComfyUI's page makes itself, which no schema tells: inputs that run all the same."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .loose import text
from .prompts import in_prompt
from .schemas import ClassSchema

UNSAVED: Final[Mapping[str, Any]] = {"IMAGECOMPARE": ["", ""]}
"""Kinds of inputs that the page fills at each run and never saves."""
COMBO_CLASS: Final = "CustomCombo"
CHOICE: Final = "choice"
INDEX: Final = "index"
OPTION: Final = "option"
HINTS: Final = ("min", "max", "step", "round", "precision")
HINTED: Final = frozenset({"PrimitiveInt", "PrimitiveFloat"})


def combo_names(class_type: str, saved: Sequence[Any]) -> tuple[str, ...] | None:
    """The names of what a node with choices of its own saves: `choice`, `index`, `option1` ...; None for others."""
    if class_type != COMBO_CLASS or len(saved) < 2:
        return None
    return (CHOICE, INDEX, *(f"{OPTION}{number}" for number in range(1, len(saved) - 1)))


def own_choices(class_type: str, name: str, inputs: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The choices that a node brings itself for one of its widgets; None where it has none of its own."""
    if class_type != COMBO_CLASS or name != CHOICE:
        return None
    return tuple(text(value) for key, value in inputs.items() if _is_option(key) and text(value))


def _is_option(name: str) -> bool:
    return name.startswith(OPTION) and name.removeprefix(OPTION).isdigit()


def settled(class_type: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same inputs with those mended that follow from others: the index of a choice."""
    if class_type != COMBO_CLASS or INDEX not in inputs:
        return inputs
    options = [value for name, value in inputs.items() if _is_option(name)]
    choice = inputs.get(CHOICE)
    if isinstance(choice, str) and choice in options:
        return {**inputs, INDEX: options.index(choice)}
    return inputs


def unsaved_inputs(schema: ClassSchema | None, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs that the page adds to a node when it queues."""
    if schema is None:
        return {}
    return {
        entry.name: in_prompt(UNSAVED[entry.kind])
        for entry in schema.entries
        if entry.kind in UNSAVED and entry.name not in inputs
    }


def hints(class_type: str, properties: Mapping[str, Any]) -> dict[str, int | float]:
    """Limits that the author of a workflow gave to a number of it: min, max, step, round, precision."""
    if class_type not in HINTED:
        return {}
    return {
        name: value
        for name in HINTS
        if isinstance(value := properties.get(name), int | float) and not isinstance(value, bool)
    }
