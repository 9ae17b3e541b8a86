"""Stories: scenes in an order, each with what of it a run should take. Every value is frozen.

A story is `<output>/stories/<story>/story.json`; its name is the folder's. A scene may stand in it several times: its
place has an id of its own, that never changes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from attrs import field

from ..values import frozen
from .editing import Editing
from .prompts import deep_frozen

STORY_INFO: Final = "STORY_INFO"
SCENE_BATCH: Final = "SCENE_BATCH"

PROMPT_SOURCES: Final = ("prompt", "composition", "custom")
VIDEO_PROMPT_SOURCES: Final = ("auto", *PROMPT_SOURCES)
MOST_SCENES: Final = 5_000


@frozen(kw_only=True)
class StoryScene:
    """A scene at its place in a story. `unknown` are the fields that nobody here knows: they are written back.

    `prompt_key` is a prompt or a composition of the scene, by `prompt_source`; `video_prompt_source` `auto` takes the
    prompt of the image.
    """

    scene_id: str
    scene_name: str
    mask_name: str = ""
    mask_background: bool = True
    prompt_source: str = "prompt"
    prompt_key: str = ""
    custom_prompt: str = ""
    video_prompt_source: str = "auto"
    video_prompt_key: str = ""
    video_custom_prompt: str = ""
    depth_type: str = "depth"
    pose_type: str = "open"
    use_depth: bool = False
    use_mask: bool = False
    use_pose: bool = False
    use_canny: bool = False
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class StoryInfo:
    """A story, also what travels on a STORY_INFO link. The order of `scenes` is the order (0, 1, ...).

    `revision` is a hash of the file's bytes, None for a story that no file holds. `story_dir` is its absolute folder.
    """

    story_name: str
    story_dir: str = ""
    scenes: tuple[StoryScene, ...] = ()
    description: str = ""
    revision: str | None = None
    read_only: bool = False
    problems: tuple[str, ...] = ()
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class StoryNote:
    """A story in a list. `missing` are scenes that it names and that are not there."""

    name: str
    revision: str | None
    scenes: tuple[str, ...]
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    read_only: bool = False


@frozen(kw_only=True)
class DeletedStory:
    """A story in the trash: `trash` brings its folder back, its jobs included; `deleted` is wall time in ms."""

    trash: str
    name: str
    deleted: int


@frozen(kw_only=True)
class ScenePrompts:
    """The texts of a scene at its place in a story, filled from libbers. `notes` tell what could not be found."""

    prompt: str
    video_prompt: str
    notes: tuple[str, ...] = ()


class StoryEditing(Editing, Protocol):
    """The drafts of stories, kind `stories`, by story.

    Entries: `scene:<scene_id>` (the object that story.json has for it, without scene_id and scene_order), `order` (the
    list of all scene ids: a new scene is added to it as the last by itself, a removed one goes from it), `description`.
    """


class Stories(Protocol):
    """The stories of this installation. What is saved counts, no draft.

    All methods block and are safe on any thread. Raises `BadName` for what is no name of a folder, `NotFound`,
    `Conflict`, `Busy`, `Invalid` for a damaged file without a good copy, and the errors of the disk; what raised
    changed nothing.
    """

    def names(self) -> tuple[str, ...]:
        """The stories, sorted."""
        ...

    def list(self) -> tuple[StoryNote, ...]:
        """Every story, sorted by name."""
        ...

    def folder(self, story: str) -> Path:
        """The folder of a story, contained in the stories' folder; it need not exist. `BadName`."""
        ...

    def read(self, story: str) -> StoryInfo:
        """One story as its file is now."""
        ...

    def save(self, story: StoryInfo, seen: str | None) -> StoryInfo:
        """Store a story over the revision `seen`, None for a new one; `Conflict` where another is there.

        Saving what is the same as the file writes nothing.
        """
        ...

    def delete(self, story: str) -> DeletedStory:
        """Move the whole folder, jobs and executions included, to the trash for 30 days."""
        ...

    def deleted(self) -> tuple[DeletedStory, ...]:
        """What can be restored, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> str:
        """Bring a deleted story back; returns its name. `Conflict` where there is one of that name again."""
        ...

    def prompts(self, scene: StoryScene, seed: int = 0) -> ScenePrompts:
        """The texts that a run would use for a scene. `NotFound` where the scene or what it names is not there."""
        ...

    def uses(self, scene: str) -> tuple[str, ...]:
        """The saved stories that a scene stands in, sorted."""
        ...

    def prompt_names(self, stories: Sequence[str] | None = None) -> tuple[str, ...]:
        """The names of all prompts of all scenes of these stories (all, where None), sorted."""
        ...

    def signature(self, story: str) -> str:
        """Changes whenever the file does, empty where there is none: for fingerprints. Opens no file."""
        ...
