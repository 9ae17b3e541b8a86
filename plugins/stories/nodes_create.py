"""Story Create: a new story with one scene, as a value; nothing is written."""

from typing import Any

from ...core.contracts.stories import STORY_INFO, Stories, StoryInfo, StoryScene
from ...core.names import check_path_name
from ...core.nodes import STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services
from .checking import check_entry
from .nodes_inputs import CATEGORY, check_folder, check_scene, check_story_name, checked, choices, chosen, folder_input
from .scene_fields import entry_of
from .scene_ids import derived


def story_create() -> NodeSpec:
    """Story Create."""
    return NodeSpec(
        id="StoryCreate",
        display_name="Story Create",
        category=CATEGORY,
        description="A new story with its first scene. Save it with Story Save; more scenes are added on its board.",
        search_aliases=("new story",),
        inputs=(
            InputSpec(
                id="story_name", type=STRING, default="my_story", tooltip="Its name, which its folder will have."
            ),
            folder_input("story_dir", "stories"),
            InputSpec(id="initial_scene", type=STRING, default="", tooltip="Its first scene; empty for none yet."),
            *choices(),
        ),
        outputs=(OutputSpec(id="story_info", type=STORY_INFO, tooltip="The story, which no file holds yet."),),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def run(call: NodeCall, **inputs: Any) -> tuple[StoryInfo]:
    """The story. Raises what is wrong with a name or a choice; `NotFound` for the scene."""
    name = check_story_name(inputs["story_name"])
    check_folder(call.services, inputs.get("story_dir"), "stories", "story_dir")
    scene = _scene(call.services, name, inputs)
    folder = call.services.get(Stories).folder(name)
    return (StoryInfo(story_name=name, story_dir=str(folder), scenes=() if scene is None else (scene,)),)


def _scene(services: Services, story: str, inputs: dict[str, Any]) -> StoryScene | None:
    name = chosen(inputs["initial_scene"])
    if not name:
        return None
    check_scene(services, name, "initial_scene")
    given = {one.id: inputs[one.id] for one in choices()}
    given["mask_name"] = chosen(given["mask_name"])
    scene = StoryScene(scene_id=derived(story, name, 0), scene_name=name, **given)
    check_entry(entry_of(scene))
    return scene


def validate(
    services: Services,
    *,
    story_name: str | None = None,
    story_dir: str | None = None,
    initial_scene: str | None = None,
) -> bool | str:
    """True, or what is wrong with the names; linked ones (None) are known in the run only."""

    def check() -> None:
        if story_name is not None:
            check_story_name(story_name)
        check_folder(services, story_dir, "stories", "story_dir")
        if chosen(initial_scene):
            check_scene(services, check_path_name(chosen(initial_scene), "initial_scene"), "initial_scene")

    return checked(check)


def fingerprint(services: Services, **_inputs: Any) -> str:
    """Where stories are; the rest is in the inputs."""
    from ...core.host import HostPaths

    return str(services.get(HostPaths).output)
