"""Hostile workflows over HTTP: refused with a reason or kept within bounds, never a 5xx, never slow."""

import json
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from .workflow_server import GRAPH, PAGE, WorkflowServer, picture

SECONDS = 10.0
"""What an answer may take on a machine with other work; 2 are usual."""

MANY = 100_000


def node(number: int, kind: str = "EmptyImage", **more: Any) -> dict[str, Any]:
    """A node of the page's format."""
    return {"id": number, "type": kind, "mode": 0, "inputs": [], "outputs": [], "widgets_values": [], **more}


def page(*nodes: Any, links: Any = (), subgraphs: Any = ()) -> dict[str, Any]:
    """A document of the page."""
    return {**PAGE, "nodes": list(nodes), "links": list(links), "definitions": {"subgraphs": list(subgraphs)}}


def subgraph(name: str, *nodes: Any, **more: Any) -> dict[str, Any]:
    """A definition of a subgraph."""
    made = {"id": name, "name": name, "nodes": list(nodes), "links": [], "inputs": [], "outputs": [], "widgets": []}
    return {**made, "inputNode": {"id": -10}, "outputNode": {"id": -20}, **more}


def doubling(levels: int) -> dict[str, Any]:
    """Each subgraph holds the next one twice: 2^levels nodes in a few lines."""
    inner = [subgraph(f"s{at}", node(1, f"s{at + 1}"), node(2, f"s{at + 1}")) for at in range(levels)]
    return page(node(1, "s0"), subgraphs=[*inner, subgraph(f"s{levels}", node(1))])


def primitives(count: int) -> dict[str, Any]:
    """A ring of reroutes."""
    ring = [
        node(
            at,
            "Reroute",
            inputs=[{"name": "", "type": "*", "link": at}],
            outputs=[{"name": "", "type": "*", "links": [at % count + 1]}],
        )
        for at in range(1, count + 1)
    ]
    links = [[at % count + 1, at, 0, at % count + 1, 0, "*"] for at in range(1, count + 1)]
    asks = node(count + 1, "SaveImage", inputs=[{"name": "images", "type": "IMAGE", "link": count + 1}])
    return page(*ring, asks, links=[*links, [count + 1, 1, 0, count + 1, 0, "*"]])


NOT_WORKFLOWS: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{nodes}",
    "a list": b"[1, 2]",
    "a number": b"5",
    "an object": b'{"a": 1}',
    "no UTF-8": b'{"1": {"class_type": "\xff\xfe"}}',
    "100000 brackets": b"[" * MANY,
    "100000 objects": b'{"nodes":' * MANY,
    "a picture without a workflow": picture(),
    "a picture with half a workflow": picture(workflow=PAGE)[:120],
    "a picture with no workflow in it": picture(workflow=[1], prompt="x"),
}

ODD: dict[str, Any] = {
    "no nodes": page(),
    "a subgraph in itself": page(node(1, "s"), subgraphs=[subgraph("s", node(1, "s"))]),
    "two subgraphs in each other": page(
        node(1, "a"), subgraphs=[subgraph("a", node(1, "b")), subgraph("b", node(1, "a"))]
    ),
    "2^40 nodes by subgraphs": doubling(40),
    "a ring of reroutes": primitives(500),
    "a node that is linked to itself": page(
        node(1, inputs=[{"name": "width", "type": "INT", "link": 1}]), links=[[1, 1, 0, 1, 0, "INT"]]
    ),
    "a ring in the API format": {
        "1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
        "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
    },
    "nodes with the same id": page(node(1), node(1), node(1, "SaveImage")),
    "nodes that are none": page(None, 5, "node", [], {}, {"id": None}, {"id": []}, {"id": 1, "type": {}}),
    "links that are none": page(node(1), links=[None, 5, "x", [], [1], [1, 2, 3], {"id": {}}, [[], {}, None, 1, 1, 1]]),
    "inputs that are none": page(node(1, inputs=[None, 5, {"name": 5, "link": "x"}, {"widget": 5}], outputs=5)),
    "values that are none": page(node(1, widgets_values="text"), node(2, widgets_values={"a": {}}), node(3, mode="x")),
    "subgraphs that are none": page(node(1, "s"), subgraphs=[None, 5, {"id": "s", "nodes": 5, "inputs": {}}]),
    "definitions that are none": {**PAGE, "definitions": 5, "extra": "x", "groups": None},
    "API inputs that are none": {"1": {"class_type": "EmptyImage", "inputs": 5}},
    "API links that are none": {"1": {"class_type": "A", "inputs": {"a": [[], {}], "b": ["9", 0], "c": ["1", "x"]}}},
    "half a surrogate": {"1": {"class_type": "A\ud800", "inputs": {"\udfff": "\ud800"}, "_meta": {"title": "\ud800"}}},
    "a text of 8 MB": {"1": {"class_type": "A", "inputs": {"text": "x" * (8 << 20)}}},
    "a name of 1 MB": {"1": {"class_type": "A" * (1 << 20), "inputs": {"x" * (1 << 20): 1}}},
    "10000 inputs": {"1": {"class_type": "A", "inputs": {f"i{at}": at for at in range(10_000)}}},
    "100000 nodes": {str(at): {"class_type": "A", "inputs": {}} for at in range(MANY)},
    "100000 nodes of the page": page(*(node(at) for at in range(MANY))),
    "a chain of 15000 nodes": {
        str(at): {"class_type": "ImageInvert", "inputs": {"image": [str(at - 1), 0]}} for at in range(1, 15_000)
    },
    "deep values": {"1": {"class_type": "A", "inputs": {"a": json.loads("[" * 90 + "]" * 90)}}},
}


@pytest.fixture
def workflows(serve_standalone: Callable[..., Any]) -> WorkflowServer:
    """A running server."""
    return WorkflowServer(serve_standalone())


def quick(ask: Callable[[], Any]) -> Any:
    """An answer that is no 5xx and comes in time, what other programs take of it left out."""
    began = time.process_time()
    answer = ask()
    assert time.process_time() - began < SECONDS
    assert answer.status < 500, answer.body[:500]
    if answer.status >= 400:
        assert answer.code
    return answer


@pytest.mark.parametrize("name", NOT_WORKFLOWS)
def test_what_is_no_workflow_is_refused(workflows: WorkflowServer, name: str) -> None:
    """With a reason and a hint; nothing is kept."""
    answer = quick(lambda: workflows.post(NOT_WORKFLOWS[name], "odd.png"))
    assert answer.status in (400, 413, 422)
    assert answer.json["error"]["hint"]
    assert workflows.server.get("/penstock/workflows").json["workflows"] == []


def test_odd_documents_are_refused_or_kept(workflows: WorkflowServer) -> None:
    """What is kept has a form, a graph and an answer to a run; a document that is not kept is answered alike."""
    for name, document in ODD.items():
        text = json.dumps(document).encode()
        kept = quick(lambda text=text: workflows.post(text, "odd.json", name="odd"))
        form = quick(lambda text=text: _posted(workflows, "/penstock/workflow_forms", text))
        assert (form.status == 200) == (kept.status == 200), (name, kept.status, form.status, form.body[:300])
        if kept.status != 200:
            assert kept.status in (400, 413, 422), name
            continue
        path = f"/penstock/workflows/{kept.json['workflow']['id']}"
        quick(lambda path=path: workflows.server.get(f"{path}/form"))
        quick(lambda path=path: workflows.server.post_json(f"{path}/apply", {"values": {}}))
        quick(lambda path=path: workflows.server.post_json(f"{path}/runs", {"values": {}}))
        quick(lambda path=path: workflows.server.get(f"{path}/comparison?a=1&b=1"))
        assert workflows.server.get(f"{path}/versions/1/document").body == text
        assert workflows.server.request("DELETE", path).status == 200


def _posted(workflows: WorkflowServer, path: str, text: bytes) -> Any:
    body = b'{"workflow": %s}' % text
    return workflows.server.request("POST", path, body, {"Content-Type": "application/json"})


@pytest.mark.parametrize("number", ["1" + "0" * 400, "-1" + "0" * 400, "1e400", "NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_has_not_are_no_5xx(workflows: WorkflowServer, number: str) -> None:
    """Numbers of 400 digits, infinities, and what is no number: refused, or answered as JSON."""
    text = b'{"1": {"class_type": "EmptyImage", "inputs": {"width": %s}}}' % number.encode()
    answer = quick(lambda: workflows.post(text))
    if answer.status == 200:
        path = f"/penstock/workflows/{answer.json['workflow']['id']}"
        for one in (workflows.server.get(f"{path}/form"), workflows.server.post_json(f"{path}/apply", {"values": {}})):
            assert one.status == 200
            assert b"Infinity" not in one.body
            assert b"NaN" not in one.body
    quick(lambda: _posted(workflows, "/penstock/workflow_forms", text))


def test_50_megabytes_are_refused(workflows: WorkflowServer) -> None:
    """As a file, as a document that is not kept, and packed into a small picture."""
    large = b'{"1": {"class_type": "A", "inputs": {"text": "' + b"x" * (50 << 20) + b'"}}}'
    assert quick(lambda: workflows.post(large)).status == 413
    assert quick(lambda: _posted(workflows, "/penstock/workflow_forms", large)).status == 413
    content = b"workflow\x00\x00" + zlib.compress(large)
    bomb = len(content).to_bytes(4) + b"zTXt" + content + zlib.crc32(content, zlib.crc32(b"zTXt")).to_bytes(4)
    whole = picture()
    assert quick(lambda: workflows.post(whole[:33] + bomb + whole[33:], "bomb.png")).status == 413
    assert workflows.server.get("/penstock/workflows").json["workflows"] == []


VALUES: dict[str, Any] = {
    "a list": [1],
    "text": "x",
    "nothing": None,
    "a number": 5,
    "an unknown key": {"nothing": 1},
    "an empty key": {"": 1},
    "a long key": {"x" * 100_000: 1},
    "half a surrogate": {"\ud800": 1, "1.width": "\ud800"},
    "a list of lists": {"1.width": [[[]]]},
    "an object": {"1.width": {"a": {}}},
    "a boolean": {"1.width": True},
    "too large": {"1.width": 10**20},
    "digits": {"1.width": "9" * 5_000},
    "a link": {"1.width": ["2", 0]},
    "10000 unknown keys": {f"k{at}": at for at in range(10_000)},
}


@pytest.mark.parametrize("name", VALUES)
def test_odd_values_are_named_and_change_nothing(workflows: WorkflowServer, name: str) -> None:
    """In every request that takes values."""
    path = workflows.kept(GRAPH)
    before = workflows.server.get(path).json
    values = VALUES[name]
    for method, place, body in (
        ("POST", f"{path}/apply", {"values": values}),
        ("POST", f"{path}/runs", {"values": values}),
        ("POST", f"{path}/presets", {"name": "x", "values": values}),
        ("PUT", f"{path}/default_parameters", {"revision": 1, "values": values}),
        ("PUT", f"{path}/last_parameters", {"values": values}),
        ("POST", "/penstock/workflow_prompts", {"workflow": GRAPH, "values": values}),
    ):
        answer = quick(lambda method=method, place=place, body=body: workflows.server.post_json(place, body, method))
        assert answer.status in (400, 422), (place, answer.status)
    assert workflows.server.get(path).json == before
