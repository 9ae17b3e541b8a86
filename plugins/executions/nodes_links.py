"""What a node is given over its links: read from the graph in API format, before anything has run."""

import re
from collections.abc import Mapping
from typing import Any, Final

_BATCH: Final = "StorySceneBatch"
_SEPARATORS: Final = re.compile(r"[/\\]")


def batch_wants(prompt: Mapping[str, Any], node_id: str) -> bool:
    """Whether the Story Scene Batch that a node is linked to says how many pictures a scene shall have, or may do."""
    link = _inputs(prompt.get(node_id)).get("scene_batch")
    if not isinstance(link, list | tuple) or not link:
        return False
    batch = prompt.get(str(link[0]))
    is_batch = isinstance(batch, Mapping) and batch.get("class_type") == _BATCH
    return is_batch and _inputs(batch).get("variants", 0) != 0


def words(prompt: Mapping[str, Any]) -> frozenset[str]:
    """The texts that are typed anywhere in a graph, and the parts of those that are paths."""
    typed = (text for node in prompt.values() for text in _inputs(node).values() if isinstance(text, str))
    return frozenset(part.strip() for text in typed for part in (text, *_SEPARATORS.split(text)))


def batch_stories(prompt: Mapping[str, Any], node_id: str) -> tuple[str, ...]:
    """The stories that are chosen in each Story Scene Batch that takes the execution of a node."""
    batches = (_inputs(one) for one in prompt.values() if isinstance(one, Mapping) and one.get("class_type") == _BATCH)
    linked = [one.get("story_name") for one in batches if _comes_from(one.get("exec_id"), node_id)]
    return tuple(name.strip() for name in linked if isinstance(name, str) and name.strip())


def _comes_from(link: Any, node_id: str) -> bool:
    return isinstance(link, list | tuple) and bool(link) and str(link[0]) == node_id


def _inputs(node: Any) -> Mapping[str, Any]:
    found = node.get("inputs") if isinstance(node, Mapping) else None
    return found if isinstance(found, Mapping) else {}
