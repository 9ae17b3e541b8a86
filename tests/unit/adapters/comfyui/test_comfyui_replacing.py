"""Prompts that are posted to ComfyUI, before it looks at them."""

import asyncio
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from penstock.adapters.comfyui.replacing import offer_replacements, replacer
from penstock.core.node_replacements import NodeReplacement
from penstock.core.nodes import NodeSpec
from penstock.core.prompt_replacements import Replacements

NEW = NodeSpec(id="Flip", display_name="Flip", category="c", run=lambda _call: ())
REPLACEMENTS = Replacements([NodeReplacement(old_id="old_Flip", new_id="Flip")], [NEW])
BODY = {"client_id": "x", "prompt": {"1": {"class_type": "old_Flip", "inputs": {}}}}


def test_a_posted_body_goes_on_with_the_new_prompt() -> None:
    """Only the prompt is another one; a body without one, or of another shape, is ComfyUI's to refuse."""
    replace = replacer(REPLACEMENTS, lambda node_id: node_id == "Flip")
    assert replace(BODY) == {**BODY, "prompt": {"1": {"class_type": "Flip", "inputs": {}}}}
    for odd in ([], None, {}, {"prompt": 3}):
        assert replace(odd) == odd


class FakeServer:
    """What is touched of ComfyUI's server."""

    def __init__(self) -> None:
        self.handlers: list[Any] = []

    def add_on_prompt_handler(self, handler: Any) -> None:
        self.handlers.append(handler)


@pytest.fixture
def comfyui(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A ComfyUI with a registry of replacements; what it was told by the old ids."""
    told: dict[str, Any] = {}

    async def register(one: Any) -> None:
        told[one.old_node_id] = one

    latest = ModuleType("comfy_api.latest")
    vars(latest).update(
        io=SimpleNamespace(NodeReplace=lambda **fields: SimpleNamespace(**fields)),
        ComfyAPI=lambda: SimpleNamespace(node_replacement=SimpleNamespace(register=register)),
    )
    monkeypatch.setitem(sys.modules, "comfy_api", ModuleType("comfy_api"))
    monkeypatch.setitem(sys.modules, "comfy_api.latest", latest)
    nodes = ModuleType("nodes")
    vars(nodes)["NODE_CLASS_MAPPINGS"] = {"Flip": object}
    monkeypatch.setitem(sys.modules, "nodes", nodes)
    return told


def test_comfyui_is_told_and_prompts_are_replaced(comfyui: dict[str, Any]) -> None:
    """The registry has ours for pages to read, and the server asks us first for every prompt."""
    server = FakeServer()
    asyncio.run(offer_replacements(REPLACEMENTS, server))  # type: ignore[arg-type]
    assert comfyui["old_Flip"].new_node_id == "Flip"
    assert server.handlers[0](BODY)["prompt"]["1"]["class_type"] == "Flip"


def test_a_comfyui_without_a_registry_and_a_script_without_a_server_are_fine(comfyui: dict[str, Any]) -> None:
    """Older versions get prompts replaced all the same; a script that runs nodes gets nothing."""
    del sys.modules["comfy_api.latest"].io.NodeReplace
    server = FakeServer()
    asyncio.run(offer_replacements(REPLACEMENTS, server))  # type: ignore[arg-type]
    assert server.handlers
    assert not comfyui
    asyncio.run(offer_replacements(REPLACEMENTS, None))


def test_a_registry_that_fails_costs_no_node(comfyui: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """What ComfyUI's registry raises is logged, and the start goes on."""
    sys.modules["comfy_api.latest"].ComfyAPI = lambda: SimpleNamespace()  # type: ignore[attr-defined]
    server = FakeServer()
    asyncio.run(offer_replacements(REPLACEMENTS, server))  # type: ignore[arg-type]
    assert server.handlers
    assert "does not take our node replacements" in caplog.text
