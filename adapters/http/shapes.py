"""Fills attrs classes from text: form fields and query strings, as strictly as JSON bodies."""

import re
import types
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from ...core.contracts.uploads import Upload
from ...core.errors import ClientError, Invalid
from ...core.wire import decode
from .strict_json import parse

T = TypeVar("T")
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?(e[+-]?[0-9]{1,3})?", re.ASCII | re.IGNORECASE)
_WORDS: Final = {"true": True, "false": False, "1": True, "0": False}


def fields_of(kind: type) -> dict[str, Any]:
    """The fields of an attrs class with their types, in order."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in attrs.fields(kind)}


def takes_uploads(kind: type) -> bool:
    """Whether a body class has a field for a file or for files."""
    return any(_is_upload(one) for one in fields_of(kind).values())


def needs_uploads(kind: type) -> bool:
    """Whether a body class has such a field without a default: then only a form can be one."""
    required = {one.name for one in attrs.fields(kind) if one.default is attrs.NOTHING}
    return any(name in required and _is_upload(one) for name, one in fields_of(kind).items())


def without_uploads(kind: type) -> tuple[str, ...]:
    """The fields that a JSON body may have: only a form brings files."""
    return tuple(name for name, one in fields_of(kind).items() if not _is_upload(one))


def _is_upload(kind: Any) -> bool:
    return Upload in (bare(kind), item_of(bare(kind)))


def from_texts(kind: type[T], texts: Mapping[str, Sequence[str]], uploads: Mapping[str, Sequence[Upload]]) -> T:
    """A `kind` from what a form or a query string holds; `Invalid` with every fault where it does not fit."""
    known = fields_of(kind)
    data: dict[str, Any] = {}
    for name, values in texts.items():
        data[name] = _from_text(bare(known[name]), values) if name in known else values[0]
    for name, files in uploads.items():
        if name in known and not _is_upload(known[name]):
            raise Invalid(
                f"{name} is no file.", hint="Send it as a text of the form.", field=name, faults=[f"{name} is no file"]
            )
        several = name in known and item_of(bare(known[name])) is Upload
        data[name] = tuple(files) if several or len(files) > 1 else files[0]
    return decode(kind, data)


def bare(kind: Any) -> Any:
    """`X` for `X | None`, anything else as it is."""
    if get_origin(kind) in (Union, types.UnionType):
        rest = [one for one in get_args(kind) if one is not type(None)]
        return rest[0] if len(rest) == 1 else kind
    return kind


def item_of(kind: Any) -> Any:
    """`X` for `tuple[X, ...]` and `list[X]`, else None."""
    arguments = get_args(kind)
    if get_origin(kind) in (list, Sequence) or (get_origin(kind) is tuple and arguments[-1:] == (Ellipsis,)):
        return arguments[0]
    return None


def _from_text(kind: Any, values: Sequence[str]) -> Any:
    item = item_of(kind)
    if item is not None:
        return [_one(bare(item), value) for value in values]
    return _one(kind, values[0]) if len(values) == 1 else list(values)


def _one(kind: Any, text: str) -> Any:
    """The JSON value that `text` stands for; text that is none stays text, for the decoder to refuse with its path."""
    if kind is int:
        return int(text) if _INTEGER.fullmatch(text) else text
    if kind is float:
        return float(text) if _NUMBER.fullmatch(text) else text
    if kind is bool:
        return _WORDS.get(text.lower(), text)
    if kind in (str, Any, object) or (isinstance(kind, type) and issubclass(kind, str)):
        return text
    try:
        return parse(text.encode("utf-8", "surrogateescape"))
    except ClientError:
        return text
