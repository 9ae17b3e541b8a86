"""The routes of a running server as its OpenAPI document tells them, with all places for a text from outside."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

ENDLESS = ("/penstock/events", "/penstock/run_events")
"""Feeds: their answer never ends."""

JSON = "application/json"
FORM = "multipart/form-data"
KNOWN = "kept"
"""The name of what is there, of every kind."""

Path = tuple[str | int, ...]


@frozen(kw_only=True)
class Route:
    """One operation of the document; `schemas` are all its components."""

    method: str
    path: str
    told: Mapping[str, Any] = field(repr=False)
    schemas: Mapping[str, Any] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """What stands in braces in the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    def at(self, **names: str) -> str:
        """The path with these names, and `kept` for the others."""
        return re.sub(r"\{(\w+)\}", lambda one: as_part(names.get(one[1], KNOWN)), self.path)

    @property
    def query(self) -> list[str]:
        """The keys of the query that take texts."""
        told = (one for one in self.told["parameters"] if one["in"] == "query")
        return [one["name"] for one in told if "string" in kinds(self._resolved(one["schema"]))]

    @property
    def kinds(self) -> list[str]:
        """The content types that it takes."""
        return list(self.told.get("requestBody", {}).get("content", {}))

    def schema(self, kind: str) -> Mapping[str, Any]:
        """The schema of its body."""
        return self._resolved(self.told["requestBody"]["content"][kind]["schema"])

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def example(self, schema: Mapping[str, Any], deep: int = 0) -> Any:
        """The smallest value that fits: what is required, with `kept` for every text."""
        schema = self._resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.example(schema["anyOf"][0], deep)
        kind = schema.get("type", "")
        if kind == "object":
            needed = schema.get("required", ()) if deep < 8 else ()
            return {name: self.example(schema["properties"][name], deep + 1) for name in needed}
        if kind == "array":
            return [self.example(one, deep + 1) for one in schema.get("prefixItems", ())]
        return {"integer": 1, "number": 1.0, "boolean": True, "null": None}.get(kind, KNOWN)

    def texts(self, schema: Mapping[str, Any], way: Path = ()) -> Iterator[Path]:
        """The ways to all texts in a body: keys of objects, numbers of lists, `*` for the key of a free one."""
        schema = self._resolved(schema)
        if len(way) > 5 or "enum" in schema:
            return
        for one in schema.get("anyOf", ()):
            yield from self.texts(one, way)
        if "string" in kinds(schema) and "anyOf" not in schema:
            yield way
        for name, one in schema.get("properties", {}).items():
            yield from self.texts(one, (*way, name))
        if schema.get("type") == "array":
            for number, one in enumerate(schema.get("prefixItems", [schema.get("items", {})])):
                yield from self.texts(one, (*way, number))
        elif schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            yield (*way, "*")
            yield from self.texts(schema.get("additionalProperties", {}), (*way, KNOWN))


def kinds(schema: Mapping[str, Any]) -> set[str]:
    """The types that a schema allows; one that says nothing allows texts."""
    if any(key in schema for key in ("anyOf",)):
        return {kind for one in schema["anyOf"] for kind in kinds(one)}
    told = schema.get("type", "string" if not schema or "contentMediaType" in schema else [])
    return {told} if isinstance(told, str) else set(told)


def put(body: Any, way: Path, name: str) -> Any:
    """`body` with `name` at the end of `way`; what stands in the way gives way."""
    if not way:
        return name
    first, rest = way[0], way[1:]
    if isinstance(first, int):
        before = body if isinstance(body, list) else []
        filled = [*before, *([KNOWN] * (first + 1 - len(before)))]
        return [put(one, rest, name) if place == first else one for place, one in enumerate(filled)]
    held = body if isinstance(body, dict) else {}
    if first == "*":
        return {**held, name: KNOWN}
    return {**held, first: put(held.get(first), rest, name)}


def routes(server: Any) -> list[Route]:
    """All operations of the server's document, in its order."""
    document = server.get("/penstock/openapi.json").json
    return [
        Route(method=method.upper(), path=path, told=told, schemas=document["components"]["schemas"])
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def as_part(name: str) -> str:
    """The name as one part of a path, or a value of a query."""
    return quote(name.encode("utf-8", "surrogatepass"), safe="")
