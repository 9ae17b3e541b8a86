"""The nodes of executions."""

from ...core.nodes import NodeSpec
from .nodes_collect import story_image_collector
from .nodes_init import story_execution_init
from .nodes_names import story_image_namer, story_video_namer
from .nodes_paths import story_path_resolver, story_video_path_resolver
from .nodes_save import story_save_image
from .nodes_transitions import story_transitions


def nodes() -> tuple[NodeSpec, ...]:
    """From the beginning of a run to the pairs of pictures for its videos."""
    return (
        story_execution_init(),
        story_image_namer(),
        story_path_resolver(),
        story_save_image(),
        story_image_collector(),
        story_transitions(),
        story_video_namer(),
        story_video_path_resolver(),
    )
