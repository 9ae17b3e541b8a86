"""Every place where a route or a node takes a text, found in what they tell of themselves: none can be forgotten."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from ..http.conftest import Reply
from ..http.hostile_places import PIXEL
from .wire_client import Client
from .wire_routes import ENDLESS, FORM, JSON, KNOWN, Path, Route, as_part, put, routes

Send = Callable[[Client, str], Reply]


@frozen
class Place:
    """One place for a name, and how a name gets there."""

    title: str
    send: Send = field(repr=False)


def places(server: Any, names: Mapping[str, str]) -> list[Place]:
    """All places of all routes; `names` are those of what is there. What deletes comes last."""
    told = [one for one in routes(server) if one.path not in ENDLESS]
    ordered = sorted(told, key=lambda one: one.method == "DELETE")
    return [place for route in ordered for place in _of(route, names)]


def _of(route: Route, names: Mapping[str, str]) -> Iterator[Place]:
    title = f"{route.method} {route.path}"
    body, headers = good_request(route)
    for name in route.names:
        yield Place(f"{title} path {name}", _in_path(route, name, names, body, headers))
    for key in route.query:
        yield Place(f"{title} query {key}", _in_query(route, key, names, body, headers))
    if JSON in route.kinds:
        schema = route.schema(JSON)
        for way in dict.fromkeys(route.texts(schema)):
            yield Place(f"{title} body {way}", _in_body(route, way, route.example(schema), names))
    if FORM in route.kinds:
        for key in route.schema(FORM).get("properties", {}):
            yield Place(f"{title} form {key}", _in_form(route, key, names))
            yield Place(f"{title} file {key}", _as_file(route, key, names))


def good_request(route: Route) -> tuple[bytes | None, dict[str, str]]:
    """The smallest good body of a route, and its headers."""
    if JSON in route.kinds:
        return json.dumps(route.example(route.schema(JSON))).encode(), {"Content-Type": JSON}
    if FORM in route.kinds:
        return _form(("file", b"a.png", PIXEL))
    return (b"x", {"Content-Type": "application/octet-stream"}) if route.kinds else (None, {})


def _in_path(route: Route, name: str, names: Mapping[str, str], body: bytes | None, headers: Mapping[str, str]) -> Send:
    def send(client: Client, value: str) -> Reply:
        return client.request(route.method, route.at(**{**names, name: value}), body, headers)

    return send


def _in_query(route: Route, key: str, names: Mapping[str, str], body: bytes | None, headers: Mapping[str, str]) -> Send:
    def send(client: Client, value: str) -> Reply:
        return client.request(route.method, f"{route.at(**names)}?{key}={as_part(value)}", body, headers)

    return send


def _in_body(route: Route, way: Path, example: Any, names: Mapping[str, str]) -> Send:
    def send(client: Client, value: str) -> Reply:
        return client.json(route.method, route.at(**names), put(example, way, value))

    return send


def _in_form(route: Route, key: str, names: Mapping[str, str]) -> Send:
    def send(client: Client, value: str) -> Reply:
        data, headers = _form((key, None, value.encode("utf-8", "surrogatepass")))
        return client.request(route.method, route.at(**names), data, headers)

    return send


def _as_file(route: Route, key: str, names: Mapping[str, str]) -> Send:
    def send(client: Client, value: str) -> Reply:
        data, headers = _form((key, value.encode("utf-8", "replace"), PIXEL))
        return client.request(route.method, route.at(**names), data, headers)

    return send


def _form(*parts: tuple[str, bytes | None, bytes]) -> tuple[bytes, dict[str, str]]:
    body = b""
    for key, file, data in parts:
        quoted = b"" if file is None else file.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        named = b"" if file is None else b'; filename="%s"' % quoted
        body += b'--xyz\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (key.encode(), named, data)
    return body + b"--xyz--\r\n", {"Content-Type": f"{FORM}; boundary=xyz"}


def widgets(nodes: Sequence[Any]) -> list[Place]:
    """Every text and every list of every node, each in a graph that asks for the node's output."""
    return [
        Place(f"node {spec.id} widget {one.id}", _in_node(spec, one.id, nodes))
        for spec in nodes
        for one in spec.inputs
        if one.type in ("STRING", "COMBO", "INT", "FLOAT", "BOOLEAN", "*")
    ]


def _in_node(spec: Any, key: str, nodes: Sequence[Any]) -> Send:
    plain = ("INT", "FLOAT", "STRING", "BOOLEAN", "COMBO")
    links = {"IMAGE": ["i", 0], "MASK": ["m", 0]}
    inputs = {one.id: one.default for one in spec.inputs if one.type in plain}
    inputs |= {one.id: links[one.type] for one in spec.inputs if one.type in links}
    graph: dict[str, Any] = {
        "i": {"class_type": "EmptyImage", "inputs": {"width": 1, "height": 1, "batch_size": 1, "color": 0}},
        "m": {"class_type": "LoadImageMask", "inputs": {"image": "kept/a.png", "channel": "red"}},
    }
    pictures = [place for place, one in enumerate(spec.outputs) if one.type == "IMAGE"]
    if pictures:
        graph["o"] = {"class_type": "PreviewImage", "inputs": {"images": ["t", pictures[0]]}}

    def send(client: Client, value: str) -> Reply:
        tested = {"class_type": spec.id, "inputs": {**inputs, key: value}}
        return client.json("POST", "/prompt", {"prompt": {**graph, "t": tested}, "client_id": KNOWN})

    return send
