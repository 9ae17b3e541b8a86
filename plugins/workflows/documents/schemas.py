"""Node classes as ComfyUI describes them in `/object_info`, both the older shape and V3's. Wrong shapes are skipped."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from .loose import identity, items, mapping, text, whole

DYNAMIC_COMBO: Final = "COMFY_DYNAMICCOMBO_V3"
AUTOGROW: Final = "COMFY_AUTOGROW_V3"
WIDGET_KINDS: Final = frozenset(
    {
        DYNAMIC_COMBO,
        *("INT", "FLOAT", "BOOLEAN", "STRING", "MARKDOWN", "TEXTAREA", "COMBO", "COLOR", "COLORS", "BOUNDING_BOX"),
        *("BOUNDING_BOXES", "CURVE", "RANGE", "CHART", "GALLERIA", "PAINTER", "COMPOSITOR", "VIDEO_EDIT", "WEBCAM"),
        *("LOAD_3D", "PREVIEW_3D"),
    }
)
"""Types that ComfyUI's page makes widgets of."""
BUTTON_KINDS: Final = frozenset({"AUDIO_RECORD"})
"""Widgets whose value is saved and never runs."""
MEDIA_UPLOADS: Final = ("image_upload", "video_upload", "animated_image_upload")
MOST_GROWN: Final = 1000
"""Inputs that one growing group may have here."""


@frozen(kw_only=True)
class InputSchema:
    """An input of a node class. `kind` is ComfyUI's type: INT, FLOAT, STRING, BOOLEAN, COMBO, MODEL ...

    `widget`: it can be edited at the node (a socket takes links only). `control`: the page's "control after generate"
    follows it. `choices` are those of a combo, None where they are not known here. `options` is the schema's own dict.
    """

    name: str
    kind: str
    options: Mapping[str, Any] = field(factory=dict, repr=False)
    choices: tuple[Any, ...] | None = None
    required: bool = True
    widget: bool = False
    control: bool = False
    forced: bool = False

    @property
    def default(self) -> Any:
        """What the page puts into a new widget."""
        if "default" in self.options and self.options["default"] is not None:
            return self.options["default"]
        if self.choices:
            return self.choices[0]
        return {"INT": 0, "FLOAT": 0, "BOOLEAN": False, "STRING": ""}.get(self.kind)


def _is_upload(entry: InputSchema) -> bool:
    return entry.kind == "COMBO" and any(entry.options.get(name) is True for name in MEDIA_UPLOADS)


def _has_control(kind: str, name: str, options: Mapping[str, Any]) -> bool:
    told = options.get("control_after_generate")
    if kind == "INT" and told is None:
        return name.rpartition(".")[2] in {"seed", "noise_seed"}
    return bool(told) and kind in {"INT", "COMBO"}


def _choices(kind: Any, options: Mapping[str, Any]) -> tuple[Any, ...] | None:
    if isinstance(kind, list):
        return tuple(kind)
    told = options.get("options")
    return tuple(told) if isinstance(told, list) and kind == "COMBO" else None


def _dynamic_keys(options: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text(mapping(option).get("key")) for option in items(options.get("options")))


def read_input(name: str, spec: Any, required: bool) -> InputSchema | None:
    """One input of `/object_info`: `["INT", {...}]`, `[["a", "b"], {...}]`, `["COMBO", {"options": [...]}]`."""
    parts = items(spec)
    if not parts:
        return None
    options = mapping(parts[1]) if len(parts) > 1 else {}
    kind = "COMBO" if isinstance(parts[0], list) else text(parts[0])
    drawn = text(options.get("widgetType")) or kind
    choices = _dynamic_keys(options) if kind == DYNAMIC_COMBO else _choices(parts[0], options)
    forced = bool(options.get("forceInput"))
    return InputSchema(
        name=name,
        kind=drawn if drawn in WIDGET_KINDS else kind,
        options=options,
        choices=choices,
        required=required,
        widget=drawn in WIDGET_KINDS and not forced,
        control=_has_control(drawn, name, options),
        forced=forced and drawn in WIDGET_KINDS,
    )


def _ordered(section: Mapping[str, Any], order: Any) -> list[str]:
    told = [name for name in items(order) if isinstance(name, str) and name in section]
    return list(dict.fromkeys([*told, *section]))


def read_inputs(described: Any, order: Any, prefix: str = "") -> tuple[InputSchema, ...]:
    """The inputs of a class, or of one choice of a dynamic combo: the required ones, then the optional ones."""
    found = []
    for part in ("required", "optional"):
        section = mapping(mapping(described).get(part))
        for name in _ordered(section, mapping(order).get(part)):
            entry = read_input(prefix + name, section[name], part == "required")
            if entry is not None:
                found.append(entry)
    return tuple(found)


def chosen_inputs(entry: InputSchema, choice: Any) -> tuple[InputSchema, ...]:
    """The inputs that a choice of a dynamic combo brings: `model.seed`."""
    for option in items(entry.options.get("options")):
        if mapping(option).get("key") == choice and isinstance(choice, str):
            return read_inputs(mapping(option).get("inputs"), None, f"{entry.name}.")
    return ()


def _grown_names(entry: InputSchema) -> tuple[tuple[str, ...] | None, str, int, int]:
    template = mapping(entry.options.get("template"))
    named = template.get("names")
    names = tuple(name for name in named if isinstance(name, str))[:MOST_GROWN] if isinstance(named, list) else None
    least = max(0, min(whole(template.get("min"), 1), MOST_GROWN))
    most = len(names) if names is not None else max(0, min(whole(template.get("max"), 100), MOST_GROWN))
    return names, text(template.get("prefix")), least, most


def grown_inputs(entry: InputSchema, values: Mapping[str, Any]) -> Iterator[InputSchema]:
    """The inputs of a growing group that `values` has, and those that it always has: `images.image0`."""
    names, prefix, least, most = _grown_names(entry)
    template = mapping(mapping(entry.options.get("template")).get("input"))
    inner = read_inputs(template, None)
    for number in range(most):
        base = names[number] if names is not None else None
        for one in inner:
            name = f"{entry.name}.{base or (prefix or one.name) + str(number)}"
            if number >= least and name not in values:
                continue
            spec = mapping(template.get("required")).get(one.name) or mapping(template.get("optional")).get(one.name)
            grown = read_input(name, spec, number < least and one.required)
            if grown is not None:
                yield grown


@frozen(kw_only=True)
class ClassSchema:
    """A node class. `entries` are its inputs in the order of its widgets, with dynamic ones not yet taken apart."""

    class_type: str
    display_name: str = ""
    category: str = ""
    output_node: bool = False
    outputs: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    entries: tuple[InputSchema, ...] = field(default=(), repr=False)

    def inputs(self, values: Mapping[str, Any]) -> Mapping[str, InputSchema]:
        """All inputs by their names in the API graph; what depends on a choice is as `values` choose (`model.seed`)."""
        found: dict[str, InputSchema] = {}
        waiting = list(reversed(self.entries))
        while waiting:
            entry = waiting.pop()
            if entry.kind == AUTOGROW:
                waiting.extend(reversed(list(grown_inputs(entry, values))))
                continue
            found.setdefault(entry.name, entry)
            if entry.kind == DYNAMIC_COMBO:
                waiting.extend(reversed(chosen_inputs(entry, values.get(entry.name, entry.default))))
        return found

    @property
    def has_upload(self) -> bool:
        """Whether the page adds a button to it that uploads a file; its value is saved last."""
        return any(_is_upload(entry) for entry in self.entries if entry.required)


def _output_type(told: Any) -> str:
    return "COMBO" if isinstance(told, list) else text(told)


def read_class(class_type: str, described: Any) -> ClassSchema | None:
    """One class of `/object_info`; None where it is no object."""
    if not isinstance(described, dict):
        return None
    return ClassSchema(
        class_type=class_type,
        display_name=text(described.get("display_name")),
        category=text(described.get("category")),
        output_node=described.get("output_node") is True,
        outputs=tuple(_output_type(told) for told in items(described.get("output"))),
        output_names=tuple(text(told) for told in items(described.get("output_name"))),
        entries=read_inputs(described.get("input"), described.get("input_order")),
    )


class Schemas:
    """The classes of a server, each read when it is first asked for. Safe on any thread."""

    def __init__(self, classes: Mapping[str, Any] | None = None) -> None:
        self._classes = classes or {}
        self._read: dict[str, ClassSchema | None] = {}

    def of(self, class_type: str) -> ClassSchema | None:
        """A class, or None where it is not known."""
        if not identity(class_type):
            return None
        if class_type not in self._classes:
            return None
        if class_type not in self._read:
            self._read[class_type] = read_class(class_type, self._classes[class_type])
        return self._read[class_type]

    def __contains__(self, class_type: object) -> bool:
        return isinstance(class_type, str) and class_type in self._classes
