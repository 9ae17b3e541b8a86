"""JSON Schema of attrs classes, from their type hints, for the OpenAPI document."""

import enum
import types
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from ...core.contracts.uploads import Upload
from .shapes import fields_of

Schema = dict[str, Any]

_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Upload: {"type": "string", "contentMediaType": "application/octet-stream"},
}


class Schemas:
    """Schemas of types; attrs classes become named `components`, in the order in which they are met."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._names: dict[type, str] = {}

    def of(self, kind: Any) -> Schema:
        """The schema of a type that routes use; `{}` (anything) for those that say nothing."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return {"enum": [member.value for member in kind]}
        if isinstance(kind, type) and issubclass(kind, PurePath):
            return {"type": "string"}
        if isinstance(kind, type) and attrs.has(kind):
            return {"$ref": f"#/components/schemas/{self._named(kind)}"}
        return self._generic(kind)

    def _generic(self, kind: Any) -> Schema:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in arguments]}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple and arguments[-1:] != (Ellipsis,):
            return {"type": "array", "prefixItems": [self.of(one) for one in arguments]}
        if origin in (tuple, list, frozenset, set, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        return {"type": "object"} if kind in (dict, Mapping) else {}

    def _named(self, kind: type) -> str:
        if kind not in self._names:
            name = kind.__name__ if kind.__name__ not in self.components else f"{kind.__name__}{len(self.components)}"
            self._names[kind] = name
            self.components[name] = {}
            self.components[name] = self.inline(kind)
        return self._names[kind]

    def inline(self, kind: type, only: Sequence[str] | None = None) -> Schema:
        """An attrs class (or `only` these fields of it) as an object schema: what has no default is required."""
        hints = {name: hint for name, hint in fields_of(kind).items() if only is None or name in only}
        required = [one.name for one in attrs.fields(kind) if one.default is attrs.NOTHING and one.name in hints]
        schema: Schema = {
            "type": "object",
            "properties": {name: self.of(hint) for name, hint in hints.items()},
            "additionalProperties": False,
        }
        if summary := (kind.__doc__ or "").strip().split("\n\n")[0]:
            schema["description"] = " ".join(summary.split())
        return {**schema, "required": required} if required else schema
