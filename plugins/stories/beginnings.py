"""What scenes begin with when they come into a story: a prompt that they have, so that the story runs at once."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from ...core.contracts.stories import StoryScene
from ...core.errors import PenstockError
from ...core.names import check_path_name
from .scene_ids import free_id

if TYPE_CHECKING:
    from .service import StoryService


def placed(story: str, names: Sequence[str]) -> tuple[StoryScene, ...]:
    """These scenes in this order, each with an id of its own."""
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    made: list[StoryScene] = []
    for name in names:
        scene_id = free_id(story, name, taken, counts[name])
        counts[name] += 1
        taken.add(scene_id)
        made.append(StoryScene(scene_id=scene_id, scene_name=name))
    return tuple(made)


def placed_scenes(stories: "StoryService", story: str, names: Sequence[str]) -> tuple[StoryScene, ...]:
    """`placed`, each with the first prompt of its scene, else the first composition, else none. `BadName`."""
    begins = {name: _first(stories, check_path_name(name, "scenes")) for name in dict.fromkeys(names)}
    pairs = ((scene, begins[scene.scene_name]) for scene in placed(story, names))
    return tuple(evolve(scene, prompt_source=source, prompt_key=key) for scene, (source, key) in pairs)


def _first(stories: "StoryService", scene: str) -> tuple[str, str]:
    try:
        collection = stories.collection(scene)
    except PenstockError:
        return "prompt", ""  # it is not there, or cannot be read: the story is made, and says so
    for source, keys in (("prompt", collection.prompts), ("composition", collection.compositions)):
        if keys:
            return source, next(iter(keys))
    return "prompt", ""
