"""From a story to story.json, in the shape that fbTools reads."""

import json
from typing import Any

from ...core.contracts.prompts import thawed
from ...core.contracts.stories import StoryInfo, StoryScene
from .decoding import FORMAT, VERSION
from .scene_fields import SCENE_ID, SCENE_ORDER, entry_of


def encoded(story: StoryInfo, folder: str) -> dict[str, Any]:
    """The JSON object of a story whose folder is `folder`; nothing in it is shared."""
    unknown = thawed(story.unknown)
    scenes = [encoded_scene(scene, order) for order, scene in enumerate(story.scenes)]
    made = {
        "version": VERSION,
        "story_name": story.story_name,
        "story_dir": folder,
        "format": FORMAT,
        "description": story.description or unknown.pop("description", ""),
        "scenes": scenes + unknown.pop("scenes", []),
    }
    return {**made, **unknown, **made}


def encoded_scene(scene: StoryScene, order: int) -> dict[str, Any]:
    """The object of a scene in story.json."""
    made = {SCENE_ID: scene.scene_id, "scene_name": scene.scene_name, SCENE_ORDER: order}
    return {**made, **entry_of(scene), **made}


def bytes_of(story: StoryInfo, folder: str) -> bytes:
    """The bytes of the file: UTF-8; pure ASCII where it holds lone surrogates, which have no UTF-8."""
    made = encoded(story, folder)
    try:
        return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(made, indent=2) + "\n").encode()
