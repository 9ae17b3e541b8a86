"""The page of routes, from the OpenAPI document: parameters, bodies, answers, and a request to copy."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from penstock.adapters.http.openapi import document
from penstock.core.application import route_key

from .running import application
from .words import cell, code, head, table

Json = Mapping[str, Any]
_FORMS: Final = "multipart/form-data"


def page() -> str:
    """The whole page, by plugin."""
    made = document(application().routes)
    schemas = made["components"]["schemas"]
    owners = {f"{one.name} {one.method}": application().owners[route_key(one)] for one in application().routes}
    parts = [head("routes")]
    for owner in sorted(set(owners.values())):
        parts.append(f"\n## {owner.capitalize()}\n")
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                if owners[f"{operation['operationId']} {method.upper()}"] == owner:
                    parts.append(_operation(method.upper(), path, operation, schemas))
    return "".join(parts) + _models(schemas)


def _operation(method: str, path: str, operation: Json, schemas: Json) -> str:
    old = " For scripts of before: kept while the plugin `compat` is on.\n" if operation.get("deprecated") else ""
    rows = [
        (f"`{one['name']}`", one["in"], _kind(one["schema"]), "yes" if one["required"] else "")
        for one in operation["parameters"]
    ]
    parts = [f"\n### {method} {path}\n\n{operation['summary']}\n{old}\n", table(("name", "in", "type", "needed"), rows)]
    parts.append("\n".join(_exchange(operation, schemas)))
    parts.append(f"\n\n```sh\n{_curl(method, path, operation, schemas)}\n```\n")
    return "".join(parts)


def _exchange(operation: Json, schemas: Json) -> Iterator[str]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"\nBody `{kind}`: {_kind(content['schema'])}."
        if "$ref" not in content["schema"]:
            yield f"\n{_fields(content['schema'])}"
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            kinds = [f"`{kind}` {_kind(one.get('schema', {}))}" for kind, one in answer.get("content", {}).items()]
            yield f"\nAnswer {status}: {', '.join(kinds) or 'nothing'}."


def _models(schemas: Json) -> str:
    parts = ["\n## Bodies and answers\n"]
    for name, schema in sorted(schemas.items()):
        if name != "Error":
            parts.append(f"\n### {name}\n\n{schema.get('description', '')}\n\n{_fields(schema)}")
    return "".join(parts)


def _fields(schema: Json) -> str:
    needed = schema.get("required", ())
    rows = [
        (f"`{name}`", _kind(one), "yes" if name in needed else "") for name, one in schema.get("properties", {}).items()
    ]
    return table(("field", "type", "needed"), rows)


def _kind(schema: Json) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(code(json.dumps(one)) for one in schema["enum"])
    if schema.get("contentMediaType"):
        return "a file"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_kind(schema['additionalProperties'])}"
    return cell(str(schema.get("type", "anything")))


def _curl(method: str, path: str, operation: Json, schemas: Json) -> str:
    address = f"http://127.0.0.1:8189{path.replace('{', '$').replace('}', '')}"
    body = operation.get("requestBody", {}).get("content", {})
    words = ["curl", *(["-X", method] if method != "GET" else []), f'"{address}"']
    if "application/json" in body:
        sent = _needed(body["application/json"]["schema"], schemas)
        words += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(sent)}'"]
    elif _FORMS in body:
        fields = _resolved(body[_FORMS]["schema"], schemas).get("properties", {})
        words += [f"-F {name}=@FILE" for name, one in fields.items() if "a file" in _kind(one)]
    return " ".join(words)


def _resolved(schema: Json, schemas: Json) -> Json:
    found: Json = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _needed(schema: Json, schemas: Json) -> Any:
    """The smallest JSON that a schema takes."""
    schema = _resolved(schema, schemas)
    if "anyOf" in schema:
        return _needed(schema["anyOf"][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    plain = {"string": "text", "integer": 1, "number": 1.0, "boolean": True, "null": None, "array": []}
    if schema.get("type") in plain:
        return plain[str(schema["type"])]
    return {name: _needed(schema["properties"][name], schemas) for name in schema.get("required", ())}
