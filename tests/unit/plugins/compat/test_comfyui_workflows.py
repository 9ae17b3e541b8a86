"""`GET /api/comfyui/workflows/{workflow}/parameters`, for scripts that know the old words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.node_catalog import NodeCatalog, NodeClasses
from penstock.core.contracts.workflows import Workflows
from penstock.core.errors import NotFound
from penstock.core.routes import RouteCall
from penstock.plugins.compat.comfyui_workflows import parameters

SAMPLER = {
    "input": {
        "required": {
            "seed": ["INT", {"default": 0, "min": 0, "max": 2**64 - 1}],
            "cfg": ["FLOAT", {"default": 8.0, "min": 0.0, "max": 100.0}],
            "sampler_name": [["euler", "dpm"]],
            "tiled": ["BOOLEAN", {"default": False}],
            "text": ["STRING", {"multiline": True}],
        }
    },
    "output": [],
    "output_node": True,
}
INPUTS = {"seed": 2**64 - 1, "cfg": 7.5, "sampler_name": "dpm", "tiled": True, "text": "a cat"}
GRAPH = {"3": {"class_type": "Sampler", "inputs": INPUTS}}


class FakeCatalog:
    """A server with one node."""

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """That node."""
        return NodeClasses(schemas={"Sampler": SAMPLER}, here=frozenset({"Sampler"}), revision="1")


@pytest.fixture
def ask(penstock_application: Callable[..., Application]) -> Callable[[str], list[dict[str, Any]]]:
    """`ask("portrait")`: the answer about that workflow."""
    application = penstock_application()
    application.services.put(NodeCatalog, FakeCatalog())  # type: ignore[type-abstract]
    application.services.get(Workflows).import_file(json.dumps(GRAPH).encode(), name="portrait")  # type: ignore[type-abstract]
    return lambda workflow: parameters(RouteCall(services=application.services, path={"workflow": workflow}))


def test_the_old_words(ask: Callable[[str], list[dict[str, Any]]]) -> None:
    """Four types; options and limits only where they are known; numbers that JavaScript cannot hold as digits."""
    assert {one["field"]: one for one in ask("portrait")} == {
        "seed": {
            "nodeId": "3",
            "field": "seed",
            "label": "Seed",
            "type": "seed",
            "value": "18446744073709551615",
            "min": 0,
            "max": "18446744073709551615",
        },
        "cfg": {
            "nodeId": "3",
            "field": "cfg",
            "label": "CFG",
            "type": "number",
            "value": 7.5,
            "min": 0.0,
            "max": 100.0,
        },
        "sampler_name": {
            "nodeId": "3",
            "field": "sampler_name",
            "label": "Sampler",
            "type": "select",
            "value": "dpm",
            "options": ["euler", "dpm"],
        },
        "tiled": {
            "nodeId": "3",
            "field": "tiled",
            "label": "Tiled",
            "type": "select",
            "value": True,
            "options": [True, False],
        },
        "text": {"nodeId": "3", "field": "text", "label": "Text", "type": "string", "value": "a cat"},
    }


def test_an_unknown_workflow_is_not_found(ask: Callable[[str], list[dict[str, Any]]]) -> None:
    """As everywhere."""
    with pytest.raises(NotFound):
        ask("nobody")
