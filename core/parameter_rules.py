"""What plugins know about the widgets of nodes: it fills gaps of the schema, and names what a schema cannot know."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import field

from .values import frozen

_NUMBER: Final = (int, float)


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    found = () if isinstance(values, str) else tuple(values)
    if isinstance(values, str) or not all(isinstance(value, str) for value in found):
        raise TypeError(f"a list of texts is expected, not {values!r:.100}")
    return found


def _check(rule: object, names: str, kinds: type | tuple[type, ...]) -> None:
    """`TypeError` where a field is none of `kinds`; truth is no number."""
    for name in names.split():
        value = getattr(rule, name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds == (*_NUMBER, type(None))):
            raise TypeError(f"{name} of a {type(rule).__name__} cannot be {value!r:.100}")


@frozen(kw_only=True)
class WidgetRule:
    """One widget of a node class. What is empty or None is left to the schema and to the general rules.

    `type` is a `ParameterType`, `role` a word such as `seed` or `positive_prompt`. `control` says that a widget of the
    page ("control after generate") follows it in saved workflows. `hidden` ones are never offered. `when`: a widget
    `model.size` is there only where `model`, before it, has one of these values; always, where it is empty.
    Values of wrong types are a `TypeError`.
    """

    name: str
    type: str = ""
    role: str = ""
    label: str = ""
    group: str = ""
    advanced: bool | None = None
    hidden: bool = False
    control: bool = False
    when: tuple[str, ...] = field(default=(), converter=_texts)
    default: bool | int | float | str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    options: tuple[str, ...] = field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        _check(self, "name type role label group", str)
        _check(self, "hidden control", bool)
        _check(self, "advanced", (bool, type(None)))
        _check(self, "default", (bool, *_NUMBER, str, type(None)))
        _check(self, "minimum maximum step", (*_NUMBER, type(None)))
        if not self.name:
            raise TypeError("a WidgetRule has a name")


@frozen(kw_only=True)
class ParameterRule:
    """What is known of a node class. `complete`: `widgets` are all of its widgets, in the order of saved values.

    Types, roles, labels, groups and limits of a rule win over those of a schema; its order of widgets counts only where
    neither the server nor the workflow names them. Values of wrong types are a `TypeError`.
    """

    class_type: str
    widgets: tuple[WidgetRule, ...] = field(default=(), converter=tuple[WidgetRule, ...])
    complete: bool = False

    def __attrs_post_init__(self) -> None:
        _check(self, "class_type", str)
        _check(self, "complete", bool)
        if not self.class_type or not all(isinstance(widget, WidgetRule) for widget in self.widgets):
            raise TypeError("a ParameterRule has a class_type and WidgetRules")

    def widget(self, name: str) -> WidgetRule | None:
        """The rule of one widget, or None."""
        return next((widget for widget in self.widgets if widget.name == name), None)


def _by_class(rules: Iterable[ParameterRule]) -> Mapping[str, ParameterRule]:
    return MappingProxyType({rule.class_type: rule for rule in rules})


@frozen
class ParameterRules:
    """The rules of all plugins, one for each class. A service; read-only, safe on any thread."""

    by_class: Mapping[str, ParameterRule] = field(default=(), converter=_by_class)

    def of(self, class_type: str) -> ParameterRule | None:
        """The rule of a node class, or None."""
        return self.by_class.get(class_type)
