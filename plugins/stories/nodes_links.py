"""What a node is given over its links: read from the graph in API format, before anything has run."""

from collections.abc import Mapping
from typing import Any, Final

_STORY: Final[Mapping[str, str]] = {"StoryLoad": "story_name", "StoryEdit": "story_select"}
"""The input that says the story's name, by the type of the node."""
_BEGINS: Final = "StoryExecutionInit"
_FARTHEST: Final = 100


def linked_story(prompt: Mapping[str, Any], node_id: str) -> str | None:
    """The name of the saved story that `story_info` of a node brings; None where the graph does not say it."""
    for _ in range(_FARTHEST):
        source = _source(prompt, node_id, "story_info")
        if source is None:
            return None
        node_id, kind, inputs = source
        if kind in _STORY:
            name = inputs.get(_STORY[kind])
            return name if isinstance(name, str) else None
    return None


def linked_execution(prompt: Mapping[str, Any], node_id: str) -> tuple[str, str] | None:
    """Job (or empty) and id of the execution that `exec_id` of a node brings, where an earlier one is to go on."""
    source = _source(prompt, node_id, "exec_id")
    if source is None or source[1] != _BEGINS:
        return None
    job, exec_id = (source[2].get(name, "") for name in ("job_id", "exec_id"))
    return (job, exec_id) if isinstance(job, str) and isinstance(exec_id, str) and exec_id.strip() else None


def is_linked(prompt: Mapping[str, Any], node_id: str, output: int) -> bool:
    """Whether a node's output goes anywhere."""
    link = [node_id, output]
    inputs = (_inputs(prompt, one) for one in prompt)
    return any(list(value) == link for one in inputs for value in one.values() if isinstance(value, list | tuple))


def _source(prompt: Mapping[str, Any], node_id: str, name: str) -> tuple[str, str, Mapping[str, Any]] | None:
    """Id, type and inputs of the node that an input is linked to."""
    link = _inputs(prompt, node_id).get(name)
    if not isinstance(link, list | tuple) or not link:
        return None
    node = prompt.get(str(link[0]))
    kind = node.get("class_type") if isinstance(node, Mapping) else None
    return (str(link[0]), kind, _inputs(prompt, str(link[0]))) if isinstance(kind, str) else None


def _inputs(prompt: Mapping[str, Any], node_id: str) -> Mapping[str, Any]:
    node = prompt.get(node_id)
    found = node.get("inputs") if isinstance(node, Mapping) else None
    return found if isinstance(found, Mapping) else {}
