"""Which scene a node is given: read from the graph, before anything has run."""

from collections.abc import Mapping
from typing import Any, Final

_NAMES: Final[Mapping[str, str]] = {
    "SceneSelect": "selected_scene",
    "SceneLoad": "scene_name",
    "SceneCreate": "scene_name",
}
"""The input that says the scene's name, by the type of the node."""
_LINKS: Final[Mapping[str, str]] = {
    "SceneView": "scene_info",
    "SceneSave": "scene_info",
    "SceneUpdate": "scene_info_in",
}
"""The input that a scene comes in by."""
_FARTHEST: Final = 100


def linked_scene(prompt: Mapping[str, Any], node_id: str) -> str | None:
    """The name of the scene that the node `node_id` of a graph in API format is given; None where it cannot be told."""
    for _ in range(_FARTHEST):
        node = prompt.get(node_id)
        inputs = node.get("inputs") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or not isinstance(inputs, Mapping):
            return None
        kind = node.get("class_type")
        if not isinstance(kind, str):
            return None
        if kind in _NAMES:
            name = inputs.get(_NAMES[kind])
            return name if isinstance(name, str) else None
        link = inputs.get(_LINKS.get(kind, ""))
        if not isinstance(link, list | tuple) or not link:
            return None
        node_id = str(link[0])
    return None
