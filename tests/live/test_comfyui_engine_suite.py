"""The suite of graphs on a real ComfyUI: what it finds here is what "as in ComfyUI" means for the embedded engine."""

import uuid

import pytest
from engine_suite.graphs import suite
from engine_suite.judging import Observed, differences

SALT = uuid.uuid4().hex[:8]
GRAPHS = {graph.name: graph for graph in suite(SALT)}
REWORDED = frozenset({"unknown_class", "no_class", "self_loop", "loop"})
"""What ComfyUI refused before 0.33 too, but in other words."""


def _observe(tab, step):
    """Run one step as a tab does; what the user would stop is stopped when its node starts."""
    body = {"prompt": step.prompt, "client_id": tab.client_id}
    if step.targets is not None:
        body["partial_execution_targets"] = step.targets
    answer = tab.request("POST", "/prompt", json=body)
    if answer.status != 200:
        return Observed(answer=answer.json())
    prompt_id = answer.json()["prompt_id"]
    if step.stop_at is not None:
        tab.wait_for(
            lambda one: (
                one["type"] == "executing"
                and one["data"].get("node") == step.stop_at
                and one["data"].get("prompt_id") == prompt_id
            )
        )
        assert tab.request("POST", "/interrupt").status == 200
    run = tab.finished(prompt_id)
    messages = [(one["type"], one["data"]) for one in run.messages]
    return Observed(answer=answer.json(), messages=messages, outputs=run.outputs)


@pytest.mark.parametrize("name", GRAPHS)
def test_real_comfyui_does_what_the_suite_says(tab, name):
    """Each graph of the suite does in ComfyUI what its sentence says."""
    graph = GRAPHS[name]
    older = _version(tab) < (0, 33)
    for number, step in enumerate(graph.steps):
        found = differences(step, _observe(tab, step))
        if older and name in REWORDED:
            found = [one for one in found if one.startswith("status")]
        assert not found, (graph.says, number)


def _version(tab):
    version = tab.get("/system_stats")["system"]["comfyui_version"]
    return tuple(int(part) for part in version.split(".")[:2])
