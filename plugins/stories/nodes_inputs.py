"""What the nodes of stories share: names that are typed or chosen, what they depend on, folders that nobody chooses."""

import secrets
from collections.abc import Callable, Iterable
from typing import Final

from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import DEPTH_TYPES, POSE_TYPES, Scenes
from ...core.contracts.stories import PROMPT_SOURCES, Stories, StoryInfo
from ...core.errors import Invalid, NotFound, PenstockError
from ...core.names import check_path_name
from ...core.nodes import BOOLEAN, COMBO, STRING, InputSpec
from ...core.services import Services

CATEGORY: Final = "Penstock/Stories"
FILE_NAME: Final = "story.json"
_NOTHING: Final = frozenset({"none", "(none)", "(no stories)", "(no scenes)"})
"""What lists of older nodes show where nothing is chosen."""

FILENAME: Final = InputSpec(
    id="filename",
    type=STRING,
    default=FILE_NAME,
    hidden=True,
    tooltip="The file of a story is always story.json in the story's folder.",
)


def folder_input(name: str, what: str) -> InputSpec:
    """A folder that saved workflows name: it is where it is, so the input stays empty."""
    return InputSpec(
        id=name,
        type=STRING,
        default="",
        hidden=True,
        tooltip=f"Leave it empty: {what} always are in the folder {what} of the output folder.",
    )


def choices() -> tuple[InputSpec, ...]:
    """The inputs of a scene at its place in a story."""
    return (
        InputSpec(id="mask_name", type=STRING, default="", tooltip="The mask of the scene; empty for none."),
        InputSpec(id="mask_background", type=BOOLEAN, default=True, tooltip="The mask with what is around it."),
        InputSpec(
            id="prompt_source",
            type=COMBO,
            default="prompt",
            options=PROMPT_SOURCES,
            tooltip="Where the text comes from: a prompt of the scene, a composition of its prompts, or custom_prompt.",
        ),
        InputSpec(id="prompt_key", type=STRING, default="", tooltip="The prompt or the composition of the scene."),
        InputSpec(
            id="custom_prompt",
            type=STRING,
            default="",
            multiline=True,
            tooltip="The text itself, where prompt_source is custom.",
        ),
        InputSpec(id="depth_type", type=COMBO, default="depth", options=DEPTH_TYPES, tooltip="Its depth picture."),
        InputSpec(id="pose_type", type=COMBO, default="open", options=POSE_TYPES, tooltip="Its pose picture."),
    )


def chosen(value: str | None) -> str:
    """A name as it was typed or chosen; empty for what stands for nothing."""
    text = (value or "").strip()
    return "" if text in _NOTHING else text


def check_story_name(value: str | None, field: str = "story_name") -> str:
    """The name of a story: `Invalid` where none is chosen, `BadName`."""
    name = chosen(value)
    if not name:
        raise Invalid("No story is chosen.", hint="Choose one, or make one on the page Stories.", field=field)
    return check_path_name(name, field)


def stored(services: Services, value: str | None, field: str = "story_name") -> StoryInfo:
    """The saved story of that name; `NotFound`."""
    return services.get(Stories).read(check_story_name(value, field))


def check_scene(services: Services, scene: str, field: str) -> str:
    """The name of a scene that is there; `NotFound`, `BadName`."""
    if not services.get(Scenes).signature(check_path_name(scene, field)):
        raise NotFound(f"There is no scene {scene!r}.", hint="Choose another one, or restore it.", field=field)
    return scene


def check_folder(services: Services, value: str | None, folder: str, field: str) -> None:
    """`Invalid` for another folder than the one that there is."""
    from ...core.host import HostPaths

    given = (value or "").strip()
    right = services.get(HostPaths).output / folder
    if given and given.rstrip("/\\") not in (folder, str(right), f"output/{folder}"):
        raise Invalid(
            f"{given[:120]!r} is not where {folder} are.",
            hint=f"Leave {field} empty: {folder} always are in the folder {folder} of the output folder.",
            field=field,
        )


def check_filename(value: str | None) -> None:
    """`Invalid` for another file than the one that a story has."""
    if (value or FILE_NAME) != FILE_NAME:
        raise Invalid("The file of a story is story.json.", hint="Leave the file name as it is.", field="filename")


def checked(check: Callable[[], object]) -> bool | str:
    """True, or what `check` raises, as a node says it before a run."""
    try:
        check()
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def signatures(services: Services, story: StoryInfo) -> str:
    """Changes whenever a scene of the story does, or a library that fills its prompts."""
    scenes = services.get(Scenes)
    names = tuple(dict.fromkeys(scene.scene_name for scene in story.scenes))
    found = (f"{name}={_or_nothing(scenes.signature, name)}" for name in names)
    return "\n".join((*found, *_libbers(services, names)))


def of_all_scenes(services: Services) -> str:
    """Changes whenever any scene or library does: where a link may bring any story."""
    scenes, libbers = services.get(Scenes), services.find(Libbers)
    try:
        found = [f"{name}={scenes.signature(name)}" for name in scenes.names()]
        if libbers is not None:
            found += [f"%{name}={libbers.signature(name)}" for name in libbers.names()]
    except PenstockError:
        return never_again()
    return "\n".join(found)


def of_stories(services: Services, name: str | None) -> str:
    """Changes whenever the story does, or any where the name is linked (None)."""
    stories = services.get(Stories)
    try:
        names = stories.names() if name is None else (check_story_name(name),)
        return "\n".join(f"{one}={stories.signature(one)}" for one in names)
    except PenstockError:
        return never_again()


def never_again() -> str:
    """A fingerprint for what cannot be told: the run says what is wrong, or succeeds by then."""
    return secrets.token_hex(16)


def _libbers(services: Services, scenes: Iterable[str]) -> list[str]:
    libbers, prompts = services.find(Libbers), services.get(Prompts)
    if libbers is None:
        return []
    named: set[str] = set()
    for scene in scenes:
        try:
            collection = prompts.read(scene).collection
        except PenstockError:
            continue  # the run says what is wrong
        named.update(prompt.libber_name for prompt in collection.prompts.values() if prompt.libber_name)
    return [f"%{name}={_or_nothing(libbers.signature, name)}" for name in sorted(named)]


def _or_nothing(signature: Callable[[str], str], name: str) -> str:
    try:
        return signature(name)
    except PenstockError:
        return ""  # a name that nothing can have
