"""The widgets of a node by independent means: the names in the file, and a second, small reader of schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

CONTROLS = ("fixed", "increment", "decrement", "randomize", "increment-wrap")
CONTROL = "control_after_generate"
WIDGETS = frozenset({"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "COLOR", "BOUNDING_BOX", "CURVE"})
PAGE_ONLY = frozenset({"upload", "audioUI", "videopreview", "control_filter_list", "preview_text", "preview_mode"})
LEFT_BY_BUTTONS = ("", None, "upload3dmodel", "uploadExtraResources", "clear")
BUTTONS = ("image", "video", "audio", "", None)


def truth(node: Mapping[str, Any], judge: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """Values by name: as the file names them, else by the schema where it fits, else by its inputs.

    `asked` are the classes of the server that the product asks. Where file and schema agree but for the choice that an
    input belongs to (`codec`, `format.codec`), the name of the schema is the one that the server takes.
    """
    if node["type"] == "CustomCombo":
        return _combo(saved(node))
    described = asked.get(node["type"]) or judge.get(node["type"])
    found = by_names(node) or by_schema(node, judge.get(node["type"])) or by_slots(node)
    by_server = by_schema(node, described)
    if found and by_server and [_last(name) for name in found] == [_last(name) for name in by_server]:
        found = by_server
    unseen = _unseen(described, found or {})
    return {name: value for name, value in found.items() if name not in unseen} if found else None


def _unseen(described: Any, found: Mapping[str, Any]) -> set[str]:
    """What nobody edits: inputs that the server hides, and what the page shows of a run, saved as nothing."""
    told = {name: options for name, _, options in _listed(described["input"])} if described else {}
    hidden = {name for name, options in told.items() if options.get("hidden")}
    return hidden | {name for name, value in found.items() if described and value in ("", None) and name not in told}


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _combo(values: list[Any]) -> dict[str, Any]:
    """A node whose options are widgets of its own: the choice, its index (which follows), and the options."""
    return {"choice": values[0]} | {f"option{at}": value for at, value in enumerate(values[2:], 1)}


def saved(node: Mapping[str, Any]) -> list[Any]:
    """The values that a node saved, in their order."""
    values = node.get("widgets_values")
    return list(values) if isinstance(values, list) else list(values.values()) if isinstance(values, dict) else []


def editable(node: Mapping[str, Any]) -> list[Any]:
    """Its saved values that people may edit: all but controls and what buttons leave."""
    left = (*CONTROLS, *LEFT_BY_BUTTONS)
    return [value for value in saved(node) if value not in left and not _is_button(value)]


def _is_button(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "button"


def by_names(node: Mapping[str, Any]) -> dict[str, Any] | None:
    """By `widgets_values_named`, with the values of the list that the page restores."""
    named = node.get("widgets_values_named")
    if not isinstance(named, dict) or not named:
        return None
    values = saved(node)
    pairs = zip(named, values, strict=True) if len(values) == len(named) else named.items()
    found = {name: value for name, value in pairs if not is_page_only(name)}
    return {name: value for name, value in found.items() if not _is_side(name, found)}


def is_page_only(name: str) -> bool:
    """Whether a widget is the page's own and runs nothing."""
    return name in PAGE_ONLY or name in CONTROLS or name.startswith("$$") or CONTROL in name


def _is_side(name: str, found: Mapping[str, Any]) -> bool:
    """Whether it is one of the four numbers that the page shows of a box."""
    return any(isinstance(value, dict) and name in value for value in found.values())


def by_schema(node: Mapping[str, Any], described: Any) -> dict[str, Any] | None:
    """By the order of the server's inputs, which may be more than the values; None where a value is of another type."""
    values = node.get("widgets_values")
    if not described or not isinstance(values, list):
        return None
    rest = [value for value in values if not _is_button(value)]
    found: dict[str, Any] = {}
    if not _take(described["input"], "", rest, found):
        return None
    return found if found and all(value in BUTTONS for value in rest) and len(rest) <= 2 else None


def _take(inputs: Mapping[str, Any], prefix: str, rest: list[Any], found: dict[str, Any]) -> bool:
    for name, kind, options in _listed(inputs):
        chosen = kind == "COMFY_DYNAMICCOMBO_V3"
        if not rest or (not chosen and (kind not in WIDGETS or options.get("forceInput"))):
            continue
        value = rest.pop(0)
        found[prefix + name] = value
        if not _suits(kind, options, value):
            return False
        if chosen and not _take(_choice(options, value), f"{prefix}{name}.", rest, found):
            return False
        _skip(kind, value, rest)
    return True


def _skip(kind: str, value: Any, rest: list[Any]) -> None:
    """Past what the page saves behind a value: the sides of a box, the control of a number."""
    if kind == "BOUNDING_BOX" and isinstance(value, dict):
        del rest[: 4 * (rest[:4] == [value.get(side) for side in ("x", "y", "width", "height")])]
    if kind in ("INT", "COMBO") and rest and rest[0] in CONTROLS:
        rest.pop(0)


def _suits(kind: str, options: Mapping[str, Any], value: Any) -> bool:
    if kind == "COMFY_DYNAMICCOMBO_V3":
        return any(one["key"] == value for one in options.get("options", ()))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    kinds = {"INT": number, "FLOAT": number, "STRING": isinstance(value, str), "BOOLEAN": isinstance(value, bool)}
    return value is None or kinds.get(kind, True)


def _choice(options: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    return next((one["inputs"] for one in options.get("options", ()) if one["key"] == value), {})


def _listed(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for part in ("required", "optional"):
        for name, spec in (inputs.get(part) or {}).items():
            yield name, "COMBO" if isinstance(spec[0], list) else spec[0], spec[1] if len(spec) > 1 else {}


def by_slots(node: Mapping[str, Any]) -> dict[str, Any] | None:
    """By the inputs that stand for widgets, as newer pages write them all; None where they do not fit."""
    names = [slot["widget"]["name"] for slot in node.get("inputs") or () if slot.get("widget")]
    values = [value for value in saved(node) if value not in CONTROLS]
    plain = [name for name in names if not is_page_only(name)]
    rest = values[len(plain) :]
    fits = len(plain) <= len(values) and all(value in BUTTONS for value in rest)
    return dict(zip(plain, values, strict=False)) if plain and fits else None
