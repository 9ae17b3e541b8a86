"""The graph of a page in a real browser: load it, run it, look at what comes out."""

import json
from typing import Any

import numpy
from live_server import CHECKOUT

EXAMPLES = CHECKOUT / "example_workflows"
# The frontend loads a workflow of its own when it starts; what is loaded before that is replaced by it.
_READY = (
    "type => !!(window.app?.graph && window.LiteGraph?.registered_node_types[type]"
    " && app.extensionManager?.workflow?.activeWorkflow)"
)


def wait_for_frontend(page: Any, node_type: str) -> None:
    """Until the frontend has started, knows that node, and shows its own first workflow."""
    page.wait_for_function(_READY, arg=node_type, timeout=60_000)


def load(page: Any, name: str) -> None:
    """Load a sample workflow as ComfyUI's template dialog does."""
    workflow = json.loads((EXAMPLES / f"{name}.json").read_text())
    page.evaluate("workflow => app.loadGraphData(workflow)", workflow)


def run(page: Any, tab: Any) -> Any:
    """Queue what the canvas shows; ComfyUI's record of that run."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/prompt") and answer.request.method == "POST"
    ) as sent:
        page.evaluate("app.queuePrompt(0)")
    prompt_id = sent.value.json()["prompt_id"]
    entry = tab.history(prompt_id)
    assert entry["status"]["status_str"] == "success", entry["status"]
    return entry


def pictures(entry: Any, tab: Any) -> "dict[str, numpy.ndarray[Any, Any]]":
    """The pixels that each preview of a run shows, by the kind of node that feeds it."""
    prompt = entry["prompt"][2]
    shown = {}
    for node, output in entry["outputs"].items():
        source = prompt[prompt[node]["inputs"]["images"][0]]["class_type"]
        shown[source] = numpy.asarray(tab.picture(output["images"][0]).convert("RGB"))
    return shown
