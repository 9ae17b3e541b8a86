"""Which format a document has, and what it says about itself."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ....core.contracts.workflows import WorkflowFormat
from ....core.errors import Invalid
from .loose import identity, items, mapping, text

WRAPPED_UI = ("workflow",)
WRAPPED_API = ("prompt", "output")


@frozen(kw_only=True)
class Recognised:
    """A document: its format, the graph in it (a wrapper taken off), its inner id and title, and how many nodes."""

    format: WorkflowFormat
    graph: Mapping[str, Any] = field(repr=False)
    source_id: str = ""
    title: str = ""
    nodes: int = 0


def is_ui(document: Any) -> bool:
    """Whether it is a workflow as the page saves it: nodes in an array."""
    return isinstance(document, dict) and isinstance(document.get("nodes"), list)


def is_api(document: Any) -> bool:
    """Whether it is a graph in API format: nodes by their ids, each with a class. An empty object is none."""
    return (
        isinstance(document, dict)
        and bool(document)
        and all(isinstance(node, dict) and isinstance(node.get("class_type"), str) for node in document.values())
    )


def _ui_nodes(document: Mapping[str, Any]) -> int:
    inner = items(mapping(document.get("definitions")).get("subgraphs"))
    return len(document["nodes"]) + sum(len(items(mapping(one).get("nodes"))) for one in inner)


def _recognised_ui(document: Mapping[str, Any]) -> Recognised:
    extra = mapping(document.get("extra"))
    return Recognised(
        format=WorkflowFormat.UI,
        graph=document,
        source_id=identity(document.get("id")),
        title=(text(document.get("name")) or text(extra.get("name")))[:200],
        nodes=_ui_nodes(document),
    )


def recognised(document: Any) -> Recognised:
    """What a decoded document is. In `{"workflow": …, "prompt": …}` the workflow is preferred.

    `Invalid` where it is neither.
    """
    if is_ui(document):
        return _recognised_ui(document)
    inner = mapping(document)
    for name in WRAPPED_UI:
        if is_ui(inner.get(name)):
            return _recognised_ui(inner[name])
    if is_api(document):
        return Recognised(format=WorkflowFormat.API, graph=document, nodes=len(document))
    for name in WRAPPED_API:
        if is_api(inner.get(name)):
            return Recognised(format=WorkflowFormat.API, graph=inner[name], nodes=len(inner[name]))
    raise Invalid(
        "This is no ComfyUI workflow.",
        hint="Save it in ComfyUI with Save or with Export (API), and import that file.",
        field="file",
    )
