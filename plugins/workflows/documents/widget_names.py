"""The widgets of a node by name: the server's schema first, then the document's own names, then rules of plugins.

Names that nobody knows are not guessed: such values are counted.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from ....core.parameter_rules import ParameterRule
from ..graph_model import Widget
from ..rule_table import table_rule
from .loose import items
from .page_widgets import INDEX, combo_names
from .saved_order import BOX_SIDES, Laid, is_button_rest, is_control, lay, without_buttons
from .schemas import ClassSchema
from .scopes import RawNode

PAGE_ONLY: Final = frozenset(
    {"upload", "audioUI", "videopreview", "control_filter_list", "preview_text", "preview_mode"}
)
CONTROL: Final = "control_after_generate"
REPEATED: Final = re.compile(r"#\d+$")


@frozen(kw_only=True)
class Named:
    """The widgets of a node, linked ones too; `unnamed` values have no name, `drifted`: the schema did not fit.

    `fixed` are inputs that nobody edits.
    """

    widgets: tuple[Widget, ...] = ()
    fixed: Mapping[str, Any] = field(factory=dict)
    unnamed: int = 0
    drifted: bool = False


@frozen(kw_only=True)
class Told:
    """Names and values as the document itself tells them."""

    values: Mapping[str, Any] = field(factory=dict)
    controls: Mapping[str, str] = field(factory=dict)
    order: tuple[str, ...] = ()


def _is_control(name: str) -> bool:
    plain = REPEATED.sub("", name)
    return plain == CONTROL or plain.endswith(" " + CONTROL)


def _is_side(name: str, before: Any) -> bool:
    """Whether it is one of the four numbers that the page shows beside a box."""
    return isinstance(before, dict) and name in BOX_SIDES and name in before


def _paired(names: Sequence[str], values: Sequence[Any]) -> Told:
    found: dict[str, Any] = {}
    controls: dict[str, str] = {}
    last = ""
    for name, value in zip(names, values, strict=False):
        if _is_control(name) or (is_control(name) and is_control(value)):
            if last and is_control(value):
                controls[last] = value
        elif name not in PAGE_ONLY and not name.startswith("$$") and not _is_side(name, found.get(last)):
            found[name] = value
            last = name
    return Told(values=found, controls=controls, order=tuple(names))


def _told_by_names(node: RawNode, saved: Sequence[Any]) -> Told | None:
    """By `widgets_values_named`; the values of the positional list where both have as many."""
    if not node.named:
        return None
    names = list(node.named)
    return _paired(names, saved if len(saved) == len(names) else list(node.named.values()))


def _told_by_slots(node: RawNode, saved: Sequence[Any]) -> Told | None:
    """By the inputs that stand for widgets, with the control that follows a number."""
    names: list[str] = []
    for slot in node.slots:
        if not slot.widget:
            continue
        names.append(slot.widget)
        at = len(names)
        if at < len(saved) and is_control(saved[at]) and _is_number(saved[at - 1]):
            names.append(CONTROL)
    if not names or len(names) > len(saved) or not is_button_rest(saved[len(names) :]):
        return None
    return _paired(names, saved)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _told_by_rule(rule: ParameterRule | None, saved: Sequence[Any]) -> Told | None:
    if rule is None or not rule.complete:
        return None
    names: list[str] = []
    chosen: dict[str, Any] = {}
    for widget in rule.widgets:
        if widget.when and chosen.get(widget.name.rpartition(".")[0]) not in widget.when:
            continue
        value = saved[len(names)] if len(names) < len(saved) else None
        if widget.control and not _is_number(value):
            return None
        chosen[widget.name] = value
        names.append(widget.name)
        if widget.control and len(names) < len(saved) and is_control(saved[len(names)]):
            names.append(CONTROL)
    if len(names) > len(saved) or not is_button_rest(saved[len(names) :]):
        return None
    return _paired(names, saved)


def _told_by_rules(class_type: str, rule: ParameterRule | None, saved: Sequence[Any]) -> Told | None:
    """By the rule of a plugin, else by the table of last resort."""
    return _told_by_rule(rule, saved) or _told_by_rule(table_rule(class_type), saved)


def _widgets(values: Mapping[str, Any], controls: Mapping[str, str], source: str) -> tuple[Widget, ...]:
    return tuple(
        Widget(name=name, value=value, source=source, control=controls.get(name)) for name, value in values.items()
    )


def _laid(schema: ClassSchema, saved: Sequence[Any]) -> Laid:
    plain = lay(schema, without_buttons(schema, saved))
    if plain.fits or not any(entry.forced for entry in schema.entries):
        return plain
    older = lay(schema, saved, forced=True)
    return older if older.fits else plain


def _drifts(laid: Laid, told: Told | None) -> bool:
    """Whether the document's names stand at other places than the schema's."""
    if told is None:
        return False
    mine, theirs = list(laid.values), list(told.values)
    if mine == theirs:
        return False
    return any(name in theirs or other in mine for name, other in zip(mine, theirs, strict=False) if name != other)


def _filled(schema: ClassSchema, told: Told, source: str) -> tuple[Widget, ...]:
    """What the document names, and the schema's own values for widgets of which it knows nothing."""
    known = schema.inputs(told.values)
    found = list(_widgets(told.values, told.controls, source))
    for name, entry in known.items():
        if entry.widget and name not in told.values:
            found.append(Widget(name=name, value=entry.default, source="schema"))
    return tuple(found)


def _by_schema(schema: ClassSchema, laid: Laid) -> tuple[Widget, ...]:
    filled = tuple(Widget(name=entry.name, value=entry.default, source="schema") for entry in laid.absent)
    return _widgets(laid.values, laid.controls, "schema") + filled


def _from_mapping(saved: Mapping[str, Any], schema: ClassSchema | None) -> Named:
    """Values that a node saved by name itself."""
    told = _paired([name for name in saved if isinstance(name, str)], list(saved.values()))
    if schema is None:
        return Named(widgets=_widgets(told.values, told.controls, "workflow"))
    known = schema.inputs(told.values)
    values = {name: value for name, value in told.values.items() if name in known or not isinstance(value, dict)}
    widgets = _filled(schema, Told(values=values, controls=told.controls), "workflow")
    return Named(
        widgets=tuple(
            Widget(
                name=one.name,
                value=one.value,
                source="schema" if one.name in known else "workflow",
                control=one.control,
            )
            for one in widgets
        )
    )


def name_widgets(node: RawNode, schema: ClassSchema | None, rule: ParameterRule | None) -> Named:
    """The widgets of a node. Raises nothing."""
    if isinstance(node.values, dict):
        return _from_mapping(node.values, schema)
    saved = items(node.values)
    own = combo_names(node.type, saved)
    if own is not None:
        values = dict(zip(own, saved, strict=True))
        fixed = {INDEX: values.pop(INDEX)}
        return Named(widgets=_widgets(values, {}, "workflow" if schema is None else "schema"), fixed=fixed)
    named = _told_by_names(node, saved)
    told = named or _told_by_slots(node, saved)
    if schema is None:
        return _without_schema(told, _told_by_rules(node.type, rule, saved), node, saved)
    laid = _laid(schema, saved)
    if laid.fits and not _drifts(laid, named):
        return Named(widgets=_by_schema(schema, laid))
    if told is not None:
        return Named(widgets=_filled(schema, told, "workflow"), drifted=True)
    if laid.suits:
        return Named(widgets=_by_schema(schema, laid), unnamed=len(laid.rest), drifted=bool(laid.rest))
    ruled = _told_by_rules(node.type, rule, saved)
    if ruled is not None:
        return Named(widgets=_filled(schema, ruled, "rule"), drifted=True)
    sure = _widgets(laid.sure, {}, "schema")
    return Named(widgets=sure, unnamed=_count(saved[len(laid.sure) :]), drifted=True)


def _without_schema(told: Told | None, ruled: Told | None, node: RawNode, saved: Sequence[Any]) -> Named:
    if told is not None:
        return Named(widgets=_widgets(told.values, told.controls, "workflow"))
    if ruled is not None:
        return Named(widgets=_widgets(ruled.values, ruled.controls, "rule"))
    seed = _told_by_control(node, saved)
    return Named(widgets=_widgets(seed.values, seed.controls, "workflow"), unnamed=_count(saved) - len(seed.values))


def _told_by_control(node: RawNode, saved: Sequence[Any]) -> Told:
    """The one number with a control behind it, where the one seed among the inputs says what it is called."""
    names = [slot.widget for slot in node.slots if slot.widget.endswith("seed")]
    controlled = [at for at in range(len(saved) - 1) if _is_number(saved[at]) and is_control(saved[at + 1])]
    if len(names) != 1 or len(controlled) != 1:
        return Told()
    return Told(values={names[0]: saved[controlled[0]]}, controls={names[0]: saved[controlled[0] + 1]})


def _count(saved: Sequence[Any]) -> int:
    return sum(1 for value in saved if value not in ("", None) and not is_control(value))
