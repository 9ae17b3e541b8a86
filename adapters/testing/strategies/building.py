"""`of`: a strategy for any value class, built from the annotations of its fields."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path, PurePath
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st

from . import scalars
from .meanings import Strategy, meant

T = TypeVar("T")


class NoStrategy(LookupError):
    """Raised for a type that nothing is known of: give the field a strategy, `of(Kind, field=strategy)`."""


def of(kind: type[T], /, **fields: Strategy) -> st.SearchStrategy[T]:
    """Values of `kind`, one of Penstock's or of your own: an attrs class, an enum, or a plain type.

    Fields are drawn by what their names mean (ids, names, times) and by their annotations; what the docstring of one
    of Penstock's classes promises of several fields together holds. `fields` replaces some, whatever they promise.
    """
    rule = _rules().get(kind)
    if rule is None:
        return typed(kind, kind.__name__) if _is_plain(kind) else built(kind, **fields)
    return rule() if not fields else st.builds(_evolved, rule(), st.fixed_dictionaries(fields))


def _is_plain(kind: type) -> bool:
    return not attrs.has(kind)


def _evolved(value: T, changes: Mapping[str, Any]) -> T:
    return attrs.evolve(value, **changes)  # type: ignore[misc]


@cache
def _rules() -> Mapping[type, Callable[[], Strategy]]:
    from .rules import rules

    return rules()


def built(kind: type[T], /, **fields: Strategy) -> st.SearchStrategy[T]:
    """Values of an attrs class, each field for itself; `fields` are the strategies of some."""
    annotations, values = get_type_hints(kind), cast("type[attrs.AttrsInstance]", kind)
    parts = {
        one.alias: fields[one.alias] if one.alias in fields else _of_field(kind, one, annotations[one.name])
        for one in attrs.fields(values)
        if one.init
    }
    if strange := fields.keys() - parts.keys():
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(strange))}")
    return st.builds(kind, **parts)


def _of_field(kind: type, one: Any, annotation: Any) -> Strategy:
    try:
        return typed(annotation, one.name)
    except NoStrategy as error:
        raise NoStrategy(f"{kind.__name__}.{one.name}: {error}") from error


def typed(annotation: Any, name: str = "") -> Strategy:
    """Values of an annotation; `name` is that of the field. `NoStrategy`."""
    if annotation in (Any, object):
        return scalars.json_values()
    if annotation in (None, NoneType):
        return st.none()
    origin = get_origin(annotation)
    if origin is not None:
        return _generic(annotation, origin, name)
    if isinstance(annotation, type):
        found = _of_type(annotation, name)
        if found is not None:
            return found
    raise NoStrategy(f"nothing is known of {annotation!r}")


def _of_type(kind: type, name: str) -> Strategy | None:
    if kind in _rules() or attrs.has(kind):
        return st.deferred(lambda: of(kind))
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    if issubclass(kind, PurePath):
        return scalars.paths() if kind is Path else None
    return meant(kind, name)


def _generic(annotation: Any, origin: Any, name: str) -> Strategy:
    args = get_args(annotation)
    one = name.removesuffix("s")
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (Union, UnionType):
        return st.one_of([typed(arg, name) for arg in sorted(args, key=lambda arg: arg is not NoneType)])
    if origin is tuple and args[-1:] == (Ellipsis,):
        return st.lists(typed(args[0], one), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(typed(arg, one) for arg in args))
    if origin is frozenset:
        return st.frozensets(typed(args[0], one), max_size=3)
    if origin in (list, Sequence):
        return st.lists(typed(args[0], one), max_size=3)
    if origin in (Mapping, dict):
        return st.dictionaries(typed(args[0], one), typed(args[1], one), max_size=3)
    raise NoStrategy(f"nothing is known of {annotation!r}")
