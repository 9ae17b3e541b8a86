"""A likely value of every type that events carry, so that their JSON can be shown."""

import enum
import types
import typing
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

_BY_NAME: Final[Mapping[str, Any]] = {
    "pool_id": "cats",
    "pool": "cats",
    "id": "s1",
    "slot_id": "s1",
    "slot_ids": ("s1", "s2"),
    "mask": "img_0001.1.mask.png",
    "image_tag": "5e884898",
    "mask_tag": "2c26b46b",
    "image": "img_0001.png",
    "file_name": "cat.png",
    "label": "a cat",
    "profile_id": "3f2a9c",
    "epoch": "8d1fe2",
    "seq": 42,
    "revision": 7,
    "added": 1_700_000_000_000,
    "created": 1_700_000_000_000,
    "modified": 1_700_000_000_000,
    "ended": 1_700_000_360_000,
    "width": 1024,
    "height": 768,
    "title": "portrait",
    "workflow": "portrait",
    "server": "http://127.0.0.1:8188",
    "story": "Night",
    "scene": "opening",
    "job": "first",
    "run": "01JD3Y",
    "batch": "01JD3Z",
    "progress": 0.5,
    "counts": {"queued": 0, "running": 0, "completed": 58, "failed": 2, "cancelled": 0, "lost": 0},
    "error": {"message": "The node wants a picture.", "node_title": "Image Gate"},
}


def sample(kind: Any, name: str = "value") -> Any:
    """A value of a type; `name` is the field's, which says more than its type. The same at each call."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return sample(next((one for one in arguments if one is not type(None)), type(None)), name)
    if origin is Literal:
        return arguments[0]
    if origin in (tuple, list, frozenset, set) or str(origin).endswith("Sequence'>"):
        inner = [sample(one, name.removesuffix("s")) for one in arguments if one is not Ellipsis]
        return origin(inner) if origin in (list, frozenset, set) else tuple(inner)
    if origin is not None and issubclass(origin, Mapping):
        known = _BY_NAME.get(name, {})
        return known if isinstance(known, Mapping) else {}
    if isinstance(kind, type):
        return _of_class(kind, name)
    return f"{name}"


def _of_class(kind: type, name: str) -> Any:
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    if attrs.has(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{one.alias: sample(hints[one.name], one.name) for one in attrs.fields(kind) if one.init})
    known = _BY_NAME.get(name)
    if known is not None and isinstance(known, kind):
        return known
    if issubclass(kind, PurePath):
        return Path("output") / f"{name}.png"
    plain: Mapping[type, Any] = {str: name, int: 1, float: 1.0, bool: True, bytes: b""}
    return plain.get(kind)
