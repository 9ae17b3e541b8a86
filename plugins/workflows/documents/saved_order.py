"""Which saved value belongs to which widget: the order in which ComfyUI's page makes the widgets of a class."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import define, field

from .schemas import BUTTON_KINDS, DYNAMIC_COMBO, ClassSchema, InputSchema, chosen_inputs

CONTROLS: Final = frozenset({"fixed", "increment", "decrement", "randomize", "increment-wrap"})
BUTTON_VALUES: Final = ("", None, "image", "video", "audio", "upload", "capture", "file")
VIEW_BUTTONS: Final = ("upload3dmodel", "uploadExtraResources", "clear")
MOST_BUTTONS: Final = 3
BOX_SIDES: Final = ("x", "y", "width", "height")


@define(kw_only=True)
class Laid:
    """Saved values laid onto the widgets of a class.

    `absent` are widgets for which no value was left, `rest` values for which no widget was. `suits`: every value is of
    its widget's type. Where they do not fit, `sure` are those up to a choice that the schema does not know: what that
    choice brings stands behind it.
    """

    values: dict[str, Any] = field(factory=dict)
    sure: dict[str, Any] = field(factory=dict)
    controls: dict[str, str] = field(factory=dict)
    absent: list[InputSchema] = field(factory=list)
    rest: Sequence[Any] = ()
    suits: bool = True

    @property
    def fits(self) -> bool:
        """Whether nothing is left on either side, and everything is of its type."""
        return self.suits and not self.absent and not self.rest


def suits(entry: InputSchema, value: Any) -> bool:
    """Whether a value can be that widget's. A file that is not there is no reason against it."""
    if value is None:
        return True
    if entry.kind == DYNAMIC_COMBO:
        return value in (entry.choices or ())
    if entry.kind == "BOOLEAN":
        return isinstance(value, bool) or value in (0, 1)
    if entry.kind in {"INT", "FLOAT"}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if entry.kind == "STRING":
        return isinstance(value, str)
    return _suits_combo(entry, value) if entry.kind == "COMBO" else True


def _suits_combo(entry: InputSchema, value: Any) -> bool:
    choices = entry.choices or ()
    if value in choices:
        return True
    if not isinstance(value, str | int | float | list):
        return False
    kinds = {type(choice) for choice in choices}
    return not kinds or type(value) in kinds or isinstance(value, list)


def is_control(value: Any) -> bool:
    """Whether a value is one of "control after generate"."""
    return isinstance(value, str) and value in CONTROLS


def is_button_rest(rest: Sequence[Any]) -> bool:
    """Whether values left over are those of buttons and players, which run nothing."""
    return len(rest) <= MOST_BUTTONS and all(value in BUTTON_VALUES or _is_button(value) for value in rest)


def _is_button(value: Any) -> bool:
    """Whether some version of the page saved the button itself."""
    return isinstance(value, dict) and value.get("type") == "button"


def without_buttons(schema: ClassSchema, saved: Sequence[Any]) -> Sequence[Any]:
    """Saved values without those of the buttons that stand among the widgets of a 3D view."""
    if not any(entry.kind == "LOAD_3D" for entry in schema.entries):
        return saved
    return [value for value in saved if value not in VIEW_BUTTONS]


def lay(schema: ClassSchema, saved: Sequence[Any], *, forced: bool = False) -> Laid:
    """Lay saved values onto the widgets of a class. `forced`: as old pages did, which also saved those of sockets."""
    laid = Laid()
    waiting = list(reversed(schema.entries))
    at = 0
    while waiting:
        entry = waiting.pop()
        if not entry.widget:
            if entry.kind in BUTTON_KINDS or (forced and entry.forced):
                at += 1
            continue
        known = at < len(saved)
        value = saved[at] if known else entry.default
        if known:
            at = _take(laid, entry, saved, at)
        else:
            laid.absent.append(entry)
        if entry.kind == DYNAMIC_COMBO:
            waiting.extend(reversed(chosen_inputs(entry, value)))
    is_preview = not laid.values and not any(saved)  # a class without widgets may show what it got
    laid.rest = () if is_preview or is_button_rest(saved[at:]) else saved[at:]
    return laid


def _take(laid: Laid, entry: InputSchema, saved: Sequence[Any], at: int) -> int:
    laid.values[entry.name] = saved[at]
    if laid.suits and not suits(entry, saved[at]):
        laid.suits = False
        if entry.kind == DYNAMIC_COMBO and isinstance(saved[at], str) and not laid.controls:
            laid.sure = dict(laid.values)
    at += 1
    if entry.kind == "BOUNDING_BOX" and _are_sides(saved[at : at + 4]):
        return at + 4
    if at < len(saved) and is_control(saved[at]) and _may_control(entry):
        laid.controls[entry.name] = saved[at]
        at += 1
        if entry.kind == "COMBO" and entry.control and at < len(saved) and isinstance(saved[at], str):
            at += 1  # its filter
    return at


def _are_sides(values: Sequence[Any]) -> bool:
    return len(values) == len(BOX_SIDES) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def _may_control(entry: InputSchema) -> bool:
    """A seed of an older class may have one that its schema does not tell."""
    return entry.control or entry.kind == "INT"
