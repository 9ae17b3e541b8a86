"""Story Edit and Story View: a story with one of its scenes looked at."""

from typing import Any, Final

from ...core.contracts.scenes import SCENE_INFO, Scenes
from ...core.contracts.stories import STORY_INFO, Stories, StoryInfo, StoryScene
from ...core.errors import NotFound, PenstockError
from ...core.nodes import COMBO, IMAGE, INT, MASK, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_files import check_story
from .nodes_inputs import (
    CATEGORY,
    check_scene,
    checked,
    chosen,
    never_again,
    of_all_scenes,
    of_stories,
    signatures,
    stored,
)
from .nodes_links import linked_story
from .scene_pictures import nothing, pictures_of

_MOST_LISTED: Final = 200


def story_edit() -> NodeSpec:
    """Story Edit."""
    return NodeSpec(
        id="StoryEdit",
        display_name="Story Edit",
        category=CATEGORY,
        description="The board of a story: its scenes in their order, each with what of it a run takes.",
        search_aliases=("story board", "storyboard"),
        is_output=True,
        inputs=(
            InputSpec(id="story_select", type=STRING, default="", tooltip="The story."),
            InputSpec(
                id="preview_scene_name",
                type=STRING,
                default="",
                tooltip="The scene of the story whose pictures are given; the first where it is empty.",
            ),
        ),
        outputs=(
            OutputSpec(id="story_info_out", type=STORY_INFO, tooltip="The story as it is saved."),
            OutputSpec(id="base_image", type=IMAGE, tooltip="The base picture of that scene."),
            OutputSpec(id="mask_image", type=IMAGE, tooltip="Its mask as a picture, black where it takes none."),
            OutputSpec(id="mask", type=MASK, tooltip="Its mask."),
            OutputSpec(id="pose_image", type=IMAGE, tooltip="Its pose picture."),
            OutputSpec(id="depth_image", type=IMAGE, tooltip="Its depth picture."),
        ),
        run=edit,
        fingerprint=edit_fingerprint,
        validate=edit_validate,
    )


def story_view() -> NodeSpec:
    """Story View."""
    return NodeSpec(
        id="StoryView",
        display_name="Story View",
        category=CATEGORY,
        description="One scene of a story: its prompt, its pictures, and what the story is.",
        is_output=True,
        inputs=(
            InputSpec(id="story_info", type=STORY_INFO, socket=True, tooltip="The story."),
            InputSpec(
                id="selected_scene", type=STRING, default="", tooltip="A scene of it; the first where it is empty."
            ),
            InputSpec(id="prompt_in", type=STRING, default="", multiline=True, tooltip="A text for use_edit."),
            InputSpec(
                id="prompt_action",
                type=COMBO,
                default="use_file",
                options=("use_file", "use_edit"),
                tooltip="The text: that of the scene in the story, or prompt_in.",
            ),
        ),
        outputs=(
            OutputSpec(id="story_info_out", type=STORY_INFO, tooltip="The story, passed on."),
            OutputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene."),
            OutputSpec(id="story_name", type=STRING, tooltip="The story."),
            OutputSpec(id="story_dir", type=STRING, tooltip="The folder of the story."),
            OutputSpec(id="scene_count", type=INT, tooltip="How many scenes it has."),
            OutputSpec(id="scene_name", type=STRING, tooltip="The chosen scene."),
            OutputSpec(id="selected_prompt", type=STRING, tooltip="The text."),
            OutputSpec(id="pose_image", type=IMAGE, tooltip="Its pose picture."),
            OutputSpec(id="mask_image", type=IMAGE, tooltip="Its mask as a picture."),
            OutputSpec(id="depth_image", type=IMAGE, tooltip="Its depth picture."),
        ),
        run=view,
        fingerprint=view_fingerprint,
    )


def edit(call: NodeCall, *, story_select: str = "", preview_scene_name: str = "") -> NodeResult:
    """The story and the pictures of a scene; black ones where it has no scene."""
    story = stored(call.services, story_select, "story_select")
    scene = find_scene(story, preview_scene_name, "preview_scene_name") if story.scenes else None
    found = nothing() if scene is None else pictures_of(call.services, _info(call.services, scene), scene)
    return NodeResult(
        values=(story, found.base, found.mask_image, found.mask, found.pose, found.depth),
        ui={"text": [summary(story, scene)], "story": [story.story_name]},
    )


def edit_validate(
    services: Services, *, story_select: str | None = None, preview_scene_name: str | None = None
) -> bool | str:
    """True, or what is not there; linked names (None) are known in the run only."""

    def check() -> None:
        if story_select is None:
            return
        story = stored(services, story_select, "story_select")
        if preview_scene_name is not None and story.scenes:
            scene = find_scene(story, preview_scene_name, "preview_scene_name")
            check_scene(services, scene.scene_name, "preview_scene_name")

    return checked(check)


def edit_fingerprint(services: Services, *, story_select: str | None = None, **_inputs: Any) -> str:
    """The story and its scenes."""
    files = of_stories(services, story_select)
    if story_select is None:
        return f"{files}\n{of_all_scenes(services)}"
    try:
        return f"{files}\n{signatures(services, stored(services, story_select))}"
    except PenstockError:
        return never_again()


def view(
    call: NodeCall,
    *,
    story_info: Any = None,
    selected_scene: str = "",
    prompt_in: str = "",
    prompt_action: str = "use_file",
) -> NodeResult:
    """The scene. `NotFound` names the scene, or what its text is to be made of."""
    story = check_story(story_info)
    scene = find_scene(story, selected_scene, "selected_scene")
    info = _info(call.services, scene)
    text = prompt_in if prompt_action == "use_edit" else call.services.get(Stories).prompts(scene).prompt
    found = pictures_of(call.services, info, scene)
    values = (
        story,
        info,
        story.story_name,
        story.story_dir,
        len(story.scenes),
        scene.scene_name,
        text,
        found.pose,
        found.mask_image,
        found.depth,
    )
    return NodeResult(values=values, ui={"text": [f"{summary(story, scene)}\n\n{text}"], "story": [story.story_name]})


def view_fingerprint(services: Services, call: NodeCall, **_inputs: Any) -> str:
    """The scenes of the linked story; all scenes where only the run can tell which one that is."""
    name = linked_story(call.prompt, call.node_id)
    try:
        return of_all_scenes(services) if name is None else signatures(services, stored(services, name))
    except PenstockError:
        return never_again()


def find_scene(story: StoryInfo, name: str, field: str) -> StoryScene:
    """The scene of that name (or id) in a story, the first where it is empty; `NotFound`."""
    wanted = chosen(name)
    found = (one for one in story.scenes if not wanted or wanted in (one.scene_name, one.scene_id))
    scene = next(found, None)
    if scene is None:
        what = f"has no scene {wanted!r}" if wanted else "has no scenes"
        raise NotFound(f"The story {story.story_name!r} {what}.", hint="Choose another one, or add it.", field=field)
    return scene


def summary(story: StoryInfo, scene: StoryScene | None) -> str:
    """The story for people, who count from 1; a line each scene."""
    lines = [
        f"{'>' if one is scene else ' '} {order}: {one.scene_name} ({one.prompt_key or one.prompt_source})"
        for order, one in enumerate(story.scenes[:_MOST_LISTED], start=1)
    ]
    if len(story.scenes) > _MOST_LISTED:
        lines.append(f"  and {len(story.scenes) - _MOST_LISTED:,} more")
    return "\n".join((f"{story.story_name}: {len(story.scenes)} scenes", *lines))


def _info(services: Services, scene: StoryScene) -> Any:
    check_scene(services, scene.scene_name, "scene_name")
    return services.get(Scenes).info(scene.scene_name)
