"""What stands in for the nodes of ComfyUI-FBTools that save pictures of stories, in saved workflows."""

from typing import Final

from ...core.node_replacements import NodeReplacement

REPLACEMENTS: Final = (
    NodeReplacement(
        old_id="fbt_StorySceneImageSave",
        new_id="StorySaveImage",
        old_widgets=("scene_index", "image_format", "quality"),
        inputs={
            "images": "image",
            "scene_batch": "scene_batch",
            "scene_index": "scene_index",
            "image_format": "image_format",
            "quality": "quality",
        },
        outputs={0: 0, 1: 1, 2: 2},
    ),
)
