"""What stands in for the story nodes of ComfyUI-FBTools in saved workflows. Folders and files are not taken over."""

from typing import Final

from ...core.node_replacements import NodeReplacement

_CHOICES: Final = (
    "mask_name",
    "mask_background",
    "prompt_source",
    "prompt_key",
    "custom_prompt",
    "depth_type",
    "pose_type",
)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _in_place(count: int) -> dict[int, int]:
    return {place: place for place in range(count)}


REPLACEMENTS: Final = (
    NodeReplacement(
        old_id="fbt_StoryCreate",
        new_id="StoryCreate",
        old_widgets=("story_name", "story_dir", "initial_scene", *_CHOICES),
        inputs=_same("story_name", "initial_scene", *_CHOICES),
        outputs=_in_place(1),
    ),
    NodeReplacement(
        old_id="fbt_StoryEdit",
        new_id="StoryEdit",
        old_widgets=("story_select", "preview_scene_name"),
        inputs=_same("story_select", "preview_scene_name"),
        outputs=_in_place(6),
    ),
    NodeReplacement(
        old_id="fbt_StoryView",
        new_id="StoryView",
        old_widgets=("selected_scene", "prompt_in", "prompt_action"),
        inputs=_same("story_info", "selected_scene", "prompt_in", "prompt_action"),
        outputs=_in_place(10),
    ),
    NodeReplacement(
        old_id="fbt_StorySave",
        new_id="StorySave",
        old_widgets=("filename",),
        inputs=_same("story_info", "filename"),
        outputs=_in_place(1),
    ),
    NodeReplacement(
        old_id="fbt_StoryLoad",
        new_id="StoryLoad",
        old_widgets=("stories_dir", "story_name", "filename"),
        inputs=_same("story_name", "filename"),
        outputs=_in_place(1),
    ),
    NodeReplacement(
        old_id="fbt_StorySceneBatch",
        new_id="StorySceneBatch",
        old_widgets=("story_name", "job_id"),
        inputs=_same("story_name", "job_id"),
        outputs=_in_place(4),
    ),
    NodeReplacement(
        old_id="fbt_StoryScenePick",
        new_id="StoryScenePick",
        old_widgets=("scene_index",),
        inputs=_same("scene_batch", "scene_index"),
        outputs=_in_place(17),
    ),
)
