"""Values to JSON and back: one strict cattrs converter. No coercion, no unknown keys; every fault is listed."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin

from attrs import has
from cattrs import Converter, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_unstructure_fn
from cattrs.strategies import configure_union_passthrough
from cattrs.v import format_exception

from .contracts.uploads import Upload
from .errors import Invalid
from .events.base import Event

T = TypeVar("T")
_PLAIN: Final = (str, int, float, bool)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _NotThatType(ValueError):
    """Raised when a JSON value has another type than its field."""


class _NotOneOfThem(ValueError):
    """Raised when a JSON value is none of those that its field takes."""


def _one_of(value: object, kind: Any) -> object:
    words = get_args(kind)
    if not any(type(value) is type(word) and value == word for word in words):
        raise _NotOneOfThem(f"expected one of {', '.join(map(str, words))}")
    return value


def _said(error: BaseException, kind: type | None) -> str:
    """cattrs' words; our own where it would tell of Python's types."""
    return str(error) if isinstance(error, _NotOneOfThem) else format_exception(error, kind)


def _strictly(value: object, kind: type) -> object:
    if issubclass(kind, Enum):  # enums of text and of numbers are subclasses of those
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise _NotThatType(f"expected {kind.__name__}, not {type(value).__name__}")
    if isinstance(value, str) and not value.isascii() and _LONE_SURROGATE.search(value):
        raise _NotThatType("a lone surrogate is no text")
    return value


def _staged(value: object, _kind: type) -> Upload:
    """Only the edge makes uploads: a client that could would name any file of this machine."""
    if not isinstance(value, Upload):
        raise _NotThatType("expected a file")
    return value


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1:] == (Ellipsis,)


def _strict_tuple(kind: Any, made: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    """Only a JSON list is a tuple: text is a sequence too, and would become its characters."""
    structure = homogenous_tuple_structure_factory(kind, made)

    def strictly(value: Any, kind: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _NotThatType(f"expected a list, not {type(value).__name__}")
        return cast("tuple[Any, ...]", structure(value, kind))

    return strictly


@cache
def converter() -> Converter:
    """The converter of every edge: strict types, unknown keys refused, enums by value, paths as text."""
    made = Converter(forbid_extra_keys=True, prefer_attrib_converters=False)
    for kind in _PLAIN:
        made.register_structure_hook(kind, _strictly)
    configure_union_passthrough(str | int | float | bool | None, made)
    made.register_structure_hook_func(lambda kind: kind in (object, Any), lambda value, _kind: value)
    made.register_structure_hook_func(_is_literal, _one_of)
    made.register_structure_hook_factory(_is_tuple, _strict_tuple)
    made.register_structure_hook(Upload, _staged)
    made.register_unstructure_hook(PurePath, str)
    made.register_unstructure_hook(Enum, lambda member: member.value)
    made.register_unstructure_hook_factory(has, lambda cls: make_dict_unstructure_fn(cls, made))
    return made


def decode(kind: type[T], data: object) -> T:
    """`data` (parsed JSON) as a `kind`; `Invalid` with all faults and their paths where it does not fit."""
    if has(kind) and not isinstance(data, Mapping):
        raise Invalid("The body is a JSON object.", hint=f"Send the fields of {kind.__name__}.")
    try:
        return converter().structure(data, kind)
    except RecursionError as error:
        raise Invalid("The body is nested too deeply.") from error
    except Exception as error:
        faults = transform_error(error, format_exception=_said)
        first = faults[0] if faults else "it does not fit"
        raise Invalid(f"The body does not fit: {first}", faults=faults, field=_field_of(first)) from error


def _field_of(fault: str) -> str | None:
    """The path that a fault of cattrs names (`... @ $.slots[0].label`), None where it names none."""
    _, found, path = fault.rpartition(" @ $")
    return path.lstrip(".") or None if found else None


def encode(value: object) -> Any:
    """`value` (attrs classes, tuples, enums inside) as what `json.dumps` takes."""
    return converter().unstructure(value)


def message_of(event: Event) -> tuple[str, dict[str, Any]]:
    """An event as `("penstock.slot_added", {...})`, the message that every open tab gets."""
    return f"penstock.{event.name}", cast("dict[str, Any]", encode(event))
