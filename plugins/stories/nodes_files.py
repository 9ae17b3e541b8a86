"""Story Save and Story Load."""

from typing import Any

from ...core.contracts.stories import STORY_INFO, StoryInfo
from ...core.errors import Invalid
from ...core.nodes import STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_inputs import (
    CATEGORY,
    FILE_NAME,
    FILENAME,
    check_filename,
    check_folder,
    checked,
    folder_input,
    of_stories,
    stored,
)
from .saving import save_value
from .service import StoryService


def story_save() -> NodeSpec:
    """Story Save."""
    return NodeSpec(
        id="StorySave",
        display_name="Story Save",
        category=CATEGORY,
        description="Saves a story. What others changed meanwhile is merged; another story of that name stays.",
        is_output=True,
        inputs=(
            InputSpec(id="story_info", type=STORY_INFO, socket=True, tooltip="The story."),
            FILENAME,
        ),
        outputs=(OutputSpec(id="save_path", type=STRING, tooltip="Its file."),),
        run=save,
        fingerprint=save_fingerprint,
        validate=save_validate,
    )


def story_load() -> NodeSpec:
    """Story Load."""
    return NodeSpec(
        id="StoryLoad",
        display_name="Story Load",
        category=CATEGORY,
        description="A saved story.",
        inputs=(
            folder_input("stories_dir", "stories"),
            InputSpec(id="story_name", type=STRING, default="", tooltip="The story."),
            FILENAME,
        ),
        outputs=(OutputSpec(id="story_info", type=STORY_INFO, tooltip="The story as it is saved."),),
        run=load,
        fingerprint=load_fingerprint,
        validate=load_validate,
    )


def save(call: NodeCall, *, story_info: Any = None, filename: str = FILE_NAME) -> NodeResult:
    """The path of the file. Raises what `Stories.save` does."""
    check_filename(filename)
    service = call.services.get(StoryService)
    saved = save_value(service, check_story(story_info))
    path = str(service.folder(saved.story_name) / FILE_NAME)
    count = len(saved.scenes)
    text = f"{saved.story_name}: {count} scene{'' if count == 1 else 's'}\n{path}"
    return NodeResult(values=(path,), ui={"text": [text], "story": [saved.story_name]})


def save_validate(_services: Services, *, filename: str | None = None) -> bool | str:
    """True, or what is wrong with the file name."""
    return checked(lambda: check_filename(filename))


def save_fingerprint(services: Services, **_inputs: Any) -> str:
    """All stories: which one is linked is known in the run only."""
    return of_stories(services, None)


def load(call: NodeCall, *, stories_dir: str = "", story_name: str = "", filename: str = FILE_NAME) -> tuple[StoryInfo]:
    """The saved story; `NotFound`."""
    check_folder(call.services, stories_dir, "stories", "stories_dir")
    check_filename(filename)
    return (stored(call.services, story_name),)


def load_validate(
    services: Services, *, stories_dir: str | None = None, story_name: str | None = None, filename: str | None = None
) -> bool | str:
    """True, or what is wrong; a linked name (None) is known in the run only."""

    def check() -> None:
        check_folder(services, stories_dir, "stories", "stories_dir")
        check_filename(filename)
        if story_name is not None:
            stored(services, story_name)

    return checked(check)


def load_fingerprint(services: Services, *, story_name: str | None = None, **_inputs: Any) -> str:
    """The file."""
    return of_stories(services, story_name)


def check_story(value: Any) -> StoryInfo:
    """What came over a link, where it is a story; `Invalid`."""
    if isinstance(value, StoryInfo):
        return value
    raise Invalid("story_info is no story.", hint="Link Story Load, Story Edit or Story Create.", field="story_info")
