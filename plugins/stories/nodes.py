"""The nodes of stories."""

from ...core.nodes import NodeSpec
from .nodes_batch import story_scene_batch
from .nodes_create import story_create
from .nodes_files import story_load, story_save
from .nodes_pick import story_scene_pick
from .nodes_view import story_edit, story_view


def nodes() -> tuple[NodeSpec, ...]:
    """All of them."""
    return (
        story_create(),
        story_edit(),
        story_view(),
        story_save(),
        story_load(),
        story_scene_batch(),
        story_scene_pick(),
    )
