"""Places: what stands for a gate's node in its workflow, in this run and the next."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ...core.nodes import NodeCall


def workflow_id(call: NodeCall) -> str:
    """The id that ComfyUI's frontend gave the workflow, empty for prompts that came from elsewhere.

    A graph that was never saved may have nothing but zeros: that is no id, other graphs have it too.
    """
    workflow = call.extra_pnginfo.get("workflow")
    found = workflow.get("id") if isinstance(workflow, Mapping) else None
    return found if isinstance(found, str) and found.strip("0-") else ""


def place_of(call: NodeCall) -> str:
    """32 hex digits: equal for the same node (and list index) of the same workflow.

    A prompt without a workflow is told by its shape: node ids, classes and links.
    """
    return _place(_workflow_of(call), call.node_id, call.list_index)


def places_of(call: NodeCall, list_indices: Iterable[int]) -> frozenset[str]:
    """The places of a node's calls for these items of mapped lists."""
    workflow = _workflow_of(call)
    return frozenset(_place(workflow, call.node_id, index) for index in list_indices)


def _workflow_of(call: NodeCall) -> str:
    return workflow_id(call) or shape_of(call.prompt)


def _place(workflow: str, node_id: str, list_index: int) -> str:
    return hashlib.sha256(json.dumps([workflow, node_id, list_index]).encode()).hexdigest()[:32]


def shape_of(prompt: Mapping[str, Any]) -> str:
    """The node ids, classes and links of a prompt in API format, as text; widget values do not count."""
    return json.dumps(sorted([str(node_id), *_shape(node)] for node_id, node in prompt.items()), sort_keys=True)


def _shape(node: Any) -> list[Any]:
    if not isinstance(node, Mapping):
        return []
    inputs = node.get("inputs")
    links = {name: value for name, value in inputs.items() if is_link(value)} if isinstance(inputs, Mapping) else {}
    return [str(node.get("class_type")), {str(name): [str(link[0]), link[1]] for name, link in links.items()}]


def is_link(value: Any) -> bool:
    """Whether the value of an input in API format is a link: `[node id, output index]`."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int)
