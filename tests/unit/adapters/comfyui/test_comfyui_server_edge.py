"""Penstock's routes on a web application that other packs fill, too."""

import asyncio
import json
import sys
from types import ModuleType, SimpleNamespace

import pytest
from aiohttp import ClientSession, web

from penstock.adapters.comfyui import server_edge
from penstock.adapters.comfyui.extension import start
from penstock.adapters.comfyui.node_list import node_classes
from penstock.core.hooks import hookimpl
from penstock.core.nodes import NodeSpec
from penstock.core.routes import RouteSpec


class TestedPlugin:
    """A plugin with a route of its own, one that an old system has too, and one node."""

    @hookimpl
    def penstock_routes(self):
        return [
            RouteSpec(name="live.own", method="GET", path="/penstock/live", handler=lambda call: {"by": "penstock"}),
            RouteSpec(name="live.post", method="POST", path="/penstock/posted", handler=lambda call: {}),
            RouteSpec(name="live.taken", method="GET", path="/penstock/old", handler=lambda call: {"by": "penstock"}),
        ]

    @hookimpl
    def penstock_nodes(self):
        return [NodeSpec(id="TakenNode", display_name="Taken", category="c", run=lambda call: ())]


class FakeServer:
    """What Penstock touches of ComfyUI's server."""

    def __init__(self):
        self.app = web.Application()
        self.prompt_handlers = []

    def add_on_prompt_handler(self, handler):
        self.prompt_handlers.append(handler)


@pytest.fixture
def application(penstock_application):
    """A running Penstock with the tested plugin."""
    return penstock_application(TestedPlugin())


@pytest.fixture
def server():
    """A server that nobody uses yet."""
    return FakeServer()


def _answers(server, *paths):
    """`(status, JSON)` of each path, from the server started as ComfyUI starts it."""

    async def ask():
        runner = web.AppRunner(server.app)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            async with ClientSession(f"http://127.0.0.1:{port}") as session:
                return [await answer(session, path) for path in paths]
        finally:
            await runner.cleanup()

    async def answer(session, path):
        async with session.get(path) as got:
            text = await got.text()
            return got.status, json.loads(text) if text.startswith("{") else text

    return asyncio.run(ask())


def _faults(application):
    return [fault.message for entry in application.registry.plugins() for fault in entry.faults]


def test_routes_are_served_with_their_twins_below_api(application, server):
    """A route answers under its path and below /api, as ComfyUI's own do."""
    server_edge.serve(application, server)
    assert _answers(server, "/penstock/live", "/api/penstock/live") == [(200, {"by": "penstock"})] * 2


def test_what_no_route_serves_is_json_too(application, server):
    """An unknown path is a 404 and a wrong method a 405, as JSON with a code; other paths stay the server's."""
    server_edge.serve(application, server)
    odd = ("/penstock/a%0Ab", "/api/penstock/web/%0A%0D/x.js")
    unknown, wrong, foreign, *lines = _answers(server, "/penstock/nothing", "/api/penstock/posted", "/other", *odd)
    assert (unknown[0], unknown[1]["error"]["code"]) == (404, "not_found")
    assert (wrong[0], wrong[1]["error"]["code"]) == (405, "method_not_allowed")
    assert "POST" in wrong[1]["error"]["hint"]
    assert foreign == (404, "404: Not Found")
    assert [(status, told["error"]["code"]) for status, told in lines] == [(404, "not_found")] * 2


def test_a_path_of_another_pack_stays_its_own(application, server):
    """Where a pack has the path, loaded before or after us, it serves it, and the fault names path and plugin."""

    async def theirs(_request):
        return web.json_response({"by": "them"})

    server_edge.serve(application, server)
    server.app.router.add_get("/penstock/old", theirs)
    (own, taken) = _answers(server, "/penstock/live", "/penstock/old")
    assert own == (200, {"by": "penstock"})
    assert taken == (200, {"by": "them"})
    assert [message for message in _faults(application) if "GET /penstock/old" in message]


def test_a_server_that_cannot_take_routes_starts_without_them(application, server, monkeypatch, caplog):
    """Whatever goes wrong with our routes, the server starts, and the log says it once."""
    monkeypatch.setattr(server_edge, "add_routes", lambda *_: 1 / 0)
    server_edge.serve(application, server)
    assert _answers(server, "/penstock/live") == [(404, "404: Not Found")]
    assert caplog.text.count("Penstock's routes are not served") == 1


def test_a_second_start_on_one_server_does_nothing_and_says_so(application, server, caplog):
    """Two folders of the pack give one Penstock."""
    server_edge.serve(application, server)
    assert start(server) is None
    assert "installed twice" in caplog.text


@pytest.fixture
def comfyui_nodes(monkeypatch):
    """ComfyUI's table of node classes, with one of another pack."""
    nodes = ModuleType("nodes")
    nodes.NODE_CLASS_MAPPINGS = {
        "TakenNode": type("TakenNode", (), {"RELATIVE_PYTHON_MODULE": "custom_nodes.other"}),
        **{name: object() for name in ("GridImagePool", "PoolProfile")},
    }
    monkeypatch.setitem(sys.modules, "nodes", nodes)
    return nodes


def test_a_node_id_of_another_pack_stays_its_own(application, server, comfyui_nodes):
    """Where another pack has a node's id ours is left out, and the fault names the pack."""
    assert node_classes(application, server) == []
    assert [message for message in _faults(application) if "TakenNode of custom_nodes.other" in message]


def test_prompts_never_bring_fingerprints_of_ours_along(application, server, comfyui_nodes, monkeypatch):
    """The fingerprint that a replayed prompt holds is dropped for our nodes, and only for them."""
    comfyui_nodes.NODE_CLASS_MAPPINGS.pop("TakenNode")
    monkeypatch.setattr("penstock.adapters.comfyui.node_list.node_class", lambda spec, services: SimpleNamespace())
    node_classes(application, server)
    (refresh,) = server.prompt_handlers
    prompt = {name: {"class_type": name, "inputs": {}, "is_changed": ["1"]} for name in ("TakenNode", "LoadImage")}
    assert refresh({"prompt": prompt})["prompt"] == {
        "TakenNode": {"class_type": "TakenNode", "inputs": {}},
        "LoadImage": {"class_type": "LoadImage", "inputs": {}, "is_changed": ["1"]},
    }
    for strange in ({}, {"prompt": None}, {"prompt": {"1": None}}, None):
        assert refresh(strange) == strange


def test_a_node_that_was_replaced_later_is_named(application, server, comfyui_nodes, monkeypatch):
    """A pack that is loaded after us and takes a node's id is named once the server starts."""
    other = comfyui_nodes.NODE_CLASS_MAPPINGS.pop("TakenNode")
    monkeypatch.setattr("penstock.adapters.comfyui.node_list.node_class", lambda spec, services: SimpleNamespace())
    node_classes(application, server)
    comfyui_nodes.NODE_CLASS_MAPPINGS["TakenNode"] = other
    _answers(server)
    assert [message for message in _faults(application) if "TakenNode of custom_nodes.other" in message]
