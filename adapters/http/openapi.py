"""`/penstock/openapi.json`: every route as OpenAPI 3.1, made from the specs."""

import re
from collections.abc import Iterable
from typing import Any, Final

import attrs

from ... import __version__
from ...core.routes import BytesAnswer, EventFeed, FileAnswer, RouteSpec
from .json_schema import Schema, Schemas
from .plain_forms import PLAIN_FORM, takes_plain_forms
from .shapes import bare, fields_of, item_of, needs_uploads, takes_uploads, without_uploads

_NAME: Final = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
_ERRORS: Final = {
    "4XX": "The request cannot be met; the error says why and what to do.",
    "5XX": "The disk is full or failing, or Penstock is starting or stopping.",
}
_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "hint", "field", "retryable", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "hint": {"type": "string"},
                "field": {"type": ["string", "null"]},
                "retryable": {"type": "boolean"},
                "request_id": {"type": "string"},
                "faults": {"type": "array", "items": {"type": ["string", "object"]}},
                "current": {"description": "After a conflict: the state as it is now."},
            },
        }
    },
}
_ANYTHING: Final[Schema] = {
    status: {"description": text, "content": {"*/*": {}}}
    for status, text in {"2XX": "Done.", "304": "Not changed.", **_ERRORS}.items()
} | {"204": {"description": "Done."}}


def document(specs: Iterable[RouteSpec], foreign: Iterable[RouteSpec] = ()) -> Schema:
    """The whole document, as JSON. `foreign` routes speak another program's protocol: what they answer is left open."""
    schemas = Schemas()
    paths: dict[str, Schema] = {}
    told = [(spec, _operation(spec, schemas, _promised(spec, schemas))) for spec in specs]
    told += [(spec, _operation(spec, schemas, _ANYTHING)) for spec in foreign]
    for spec, operation in sorted(told, key=lambda one: (one[0].path, one[0].method)):
        paths.setdefault(_NAME.sub(r"{\1}", spec.path), {})[spec.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Penstock", "version": __version__, "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": paths,
        "components": {"schemas": {**schemas.components, "Error": _ERROR}},
    }


def _promised(spec: RouteSpec, schemas: Schemas) -> Schema:
    return {**_success(spec, schemas), **_errors()}


def _operation(spec: RouteSpec, schemas: Schemas, responses: Schema) -> Schema:
    operation: Schema = {
        "operationId": spec.name,
        "tags": [spec.name.partition(".")[0]],
        "summary": spec.summary,
        "parameters": [*_path_parameters(spec), *_query_parameters(spec, schemas)],
        "responses": responses,
    }
    if spec.body is not None:
        operation["requestBody"] = {"required": not spec.body_may_be_absent, "content": _body(spec, spec.body, schemas)}
    return {**operation, "deprecated": True} if spec.legacy else operation


def _path_parameters(spec: RouteSpec) -> Iterable[Schema]:
    for name in _NAME.findall(spec.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _query_parameters(spec: RouteSpec, schemas: Schemas) -> Iterable[Schema]:
    if spec.query is None:
        return
    hints = fields_of(spec.query)
    for one in attrs.fields(spec.query):
        required = one.default is attrs.NOTHING
        yield {"name": one.name, "in": "query", "required": required, "schema": schemas.of(bare(hints[one.name]))}


def _body(spec: RouteSpec, body: type, schemas: Schemas) -> Schema:
    if body is dict:
        return {"application/json": {"schema": {"type": "object"}}}
    if body is bytes:
        return {"application/octet-stream": {"schema": {"type": "string", "contentMediaType": "*/*"}}}
    if takes_uploads(body):
        form: Schema = {"multipart/form-data": {"schema": schemas.of(body), "encoding": _encoding(body)}}
        plain = {"application/json": {"schema": schemas.inline(body, without_uploads(body))}}
        return form if needs_uploads(body) else {**plain, **form}
    kinds = ("application/json", "multipart/form-data", *((PLAIN_FORM,) if takes_plain_forms(spec) else ()))
    return {kind: {"schema": schemas.of(body)} for kind in kinds}


def _encoding(body: type) -> Schema:
    """Files are octets; lists are sent as one part for each item."""
    return {
        name: {"contentType": "application/octet-stream"}
        for name, kind in fields_of(body).items()
        if "Upload" in getattr(item_of(bare(kind)) or bare(kind), "__name__", "")
    }


def _success(spec: RouteSpec, schemas: Schemas) -> Schema:
    if spec.answer in (FileAnswer, BytesAnswer):
        content: Any = {"*/*": {}}  # bytes of any kind, JSON files among them
        return {"200": {"description": "The bytes.", "content": content}, "304": {"description": "Not changed."}}
    if spec.answer is EventFeed:
        return {"200": {"description": "Events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}
    if spec.answer is None and spec.status == 204:
        return {"204": {"description": "Done."}}
    schema = schemas.of(spec.answer) if spec.answer is not None else {}
    return {str(spec.status): {"description": "Done.", "content": {"application/json": {"schema": schema}}}}


def _errors() -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": text, "content": content} for status, text in _ERRORS.items()}
