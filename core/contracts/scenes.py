"""Scenes: folders with prompts, a pose, loras, masks and the pictures that a run needs. Every value is frozen.

A scene is the folder `<output>/scenes/<scene>/`; its prompts are the collection of that folder (`Prompts`). Its name is
the folder's.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from attrs import field

from ..values import frozen
from .editing import Editing
from .prompts import LEGACY_NAMES, PromptCollection, deep_frozen

SCENE_INFO: Final = "SCENE_INFO"
LORA_STACK: Final = "LORA_STACK_DATA"
DICT: Final = "DICT"

DEPTH_TYPES: Final = ("depth", "depth_any", "midas", "zoe", "zoe_any")
POSE_TYPES: Final = ("dense", "dw", "edit", "face", "open", "nlf")
DEPTH_IMAGES: Final[Mapping[str, str]] = {
    "depth": "depth",
    "depth_any": "depth_any",
    "midas": "depth_midas",
    "zoe": "depth_zoe",
    "zoe_any": "depth_zoe_any",
}
"""The picture of each depth type: a depth type's file is `<picture>.png`."""
POSE_IMAGES: Final[Mapping[str, str]] = {kind: f"pose_{kind}" for kind in POSE_TYPES}
PICTURES: Final = ("base", "upscale", *DEPTH_IMAGES.values(), *POSE_IMAGES.values(), "canny")
"""The pictures of a scene, masks aside: `<picture>.png` in its folder."""

LOWEST_RESOLUTION: Final = 16
HIGHEST_RESOLUTION: Final = 16_384


@frozen(kw_only=True)
class SceneMask:
    """A mask of a scene. Its file is `<name>_mask_bkgd.png`, or `<name>_mask_no_bkgd.png` without `has_background`.

    Masked is what is transparent in it, as by ComfyUI's LoadImage; for `type` `color` what has its `color`, `#rrggbb`.
    """

    name: str
    type: str = "transparent"
    has_background: bool = True
    color: str | None = None
    file: str = ""
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class Lora:
    """An entry of a lora stack: the object that `lora_stack.json` has, fields that nobody here knows included."""

    lora: str
    strength_model: float = 1.0
    strength_clip: float = 1.0
    model_target: str = ""
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class SceneDocument:
    """What a scene says of itself, its prompts and pictures aside. `revision` is a hash of its files.

    It is None for a scene that is not there; one of pictures alone has a revision. `resolution` 0 is the size of its
    pictures. `pose` is the JSON of pose.json (None without one).
    """

    name: str
    revision: str | None = None
    pose_name: str = ""
    mask_type: str = ""
    depth_type: str = "depth"
    pose_type: str = "open"
    resolution: int = 0
    description: str = ""
    loras: tuple[Lora, ...] = ()
    masks: tuple[SceneMask, ...] = ()
    pose: Any = field(default=None, converter=deep_frozen)
    pictures: tuple[str, ...] = ()
    read_only: bool = False
    problems: tuple[str, ...] = ()


@frozen(kw_only=True)
class SceneInfo:
    """What travels on a SCENE_INFO link: a scene, with pictures that no file may hold yet.

    `images` are IMAGEs by the names of `PICTURES`, `mask_images` MASKs by mask; what is not here is in the folder.
    `stored` is the document as the folder had it when the value began: saving changes only what differs from it. The
    prompts of version 1 (`girl_pos` ...) are properties that read the collection.
    """

    scene_name: str
    scene_dir: str
    document: SceneDocument
    prompts: PromptCollection = field(factory=PromptCollection)
    images: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
    mask_images: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
    pose_json: str = "[]"
    lora_stack: tuple[Mapping[str, Any], ...] = field(default=(), converter=deep_frozen)
    stored: SceneDocument | None = None

    @property
    def resolution(self) -> int:
        """The longer side in pixels that its pictures should have, 0 for their own."""
        return self.document.resolution

    @property
    def girl_pos(self) -> str:
        """The prompt of that name, else version 1's."""
        return legacy_prompt(self.prompts, "girl_pos")

    @property
    def male_pos(self) -> str:
        """The prompt of that name, else version 1's."""
        return legacy_prompt(self.prompts, "male_pos")

    @property
    def wan_prompt(self) -> str:
        """The prompt of that name, else version 1's."""
        return legacy_prompt(self.prompts, "wan_prompt")

    @property
    def wan_low_prompt(self) -> str:
        """The prompt of that name, else version 1's."""
        return legacy_prompt(self.prompts, "wan_low_prompt")

    @property
    def four_image_prompt(self) -> str:
        """The prompt of that name, else version 1's."""
        return legacy_prompt(self.prompts, "four_image_prompt")


def legacy_prompt(collection: PromptCollection, name: str) -> str:
    """One of the five prompts of version 1: the prompt of that name, else what the version 1 file had, else empty."""
    if name not in LEGACY_NAMES:
        raise ValueError(name)
    if (prompt := collection.prompts.get(name)) is not None:
        return prompt.value
    was = (collection.v1_backup or {}).get(name)
    return was if isinstance(was, str) else ""


@frozen(kw_only=True)
class SceneNote:
    """A scene in a list: what can be told without opening its pictures. `used_in` are stories (filled by routes)."""

    name: str
    revision: str | None
    prompts: int
    pictures: tuple[str, ...]
    masks: tuple[str, ...]
    problems: tuple[str, ...] = ()
    read_only: bool = False


@frozen(kw_only=True)
class DeletedScene:
    """A scene in the trash: `trash` brings its folder back, `deleted` is wall time in ms."""

    trash: str
    name: str
    deleted: int


@frozen(kw_only=True)
class ScenePictureRequest:
    """A picture that could be derived from a scene's base picture, and that nobody gave.

    `picture` is a name of `PICTURES`; `base` the IMAGE `[1,H,W,3]` to derive it from, float32 numpy; `settings` what
    the node was asked (thresholds, by the ids of its inputs).
    """

    scene: str
    picture: str
    base: Any = field(eq=False, repr=False)
    settings: Mapping[str, Any] = field(factory=dict)


class SceneEditing(Editing, Protocol):
    """The drafts of scenes, kind `scenes`, by scene. Prompts have drafts of their own (`PromptEditing`, same name).

    Entries: `pose_name`, `mask_type`, `depth_type`, `pose_type`, `description` (text), `resolution` (int), `loras` (a
    list of objects as in lora_stack.json), `mask:<name>` ({type, has_background, color}, for masks that have a file).
    """


class Scenes(Protocol):
    """The scenes of this installation. What is saved counts, no draft.

    All methods block and are safe on any thread. Raises `BadName` for what is no name of a folder, `NotFound` for a
    scene that there is none of, `Conflict`, `Busy`, `ReadOnly`, and the errors of the disk; what raised changed
    nothing.
    """

    def names(self) -> tuple[str, ...]:
        """The folders that are scenes (any folder below `<output>/scenes` with a file of a scene), sorted.

        A scene's files are its JSON files, its pictures and masks.
        """
        ...

    def list(self) -> tuple[SceneNote, ...]:
        """Every scene, sorted by name."""
        ...

    def folder(self, scene: str) -> Path:
        """The folder of a scene, contained in the scenes' folder; it need not exist. `BadName`."""
        ...

    def get(self, scene: str) -> SceneDocument:
        """One scene as its files are now."""
        ...

    def info(self, scene: str) -> SceneInfo:
        """One scene as a value for a link, without pictures: those are read from its folder."""
        ...

    def image(self, info: SceneInfo, picture: str) -> Any | None:
        """An IMAGE of a scene, of the value or else of its folder; None where there is none."""
        ...

    def mask(self, info: SceneInfo, name: str, background: bool = True) -> tuple[Any, Any] | None:
        """IMAGE and MASK (white = painted) of a scene's mask, legacy names included; None where there is none."""
        ...

    def create(self, scene: str, *, exist_ok: bool = False) -> SceneDocument:
        """A new empty scene; `Conflict` where there is one, unless `exist_ok`."""
        ...

    def save(self, document: SceneDocument, seen: str | None) -> SceneDocument:
        """Store what a scene says of itself over the revision `seen`; `Conflict` where another is there."""
        ...

    def save_info(self, info: SceneInfo, *, pictures: Sequence[str] | None = None) -> SceneDocument:
        """Store a value of a link: what of its metadata differs from `stored`, pictures that it carries (those named,
        all where None; a mask as `mask:<name>`), the thumbnail. Its prompts are saved where the scene has none.

        A picture that another file of that name holds goes to the trash first: nothing is overwritten.
        """
        ...

    def rename(self, scene: str, name: str) -> SceneDocument:
        """Another name for the folder; stories follow. `Conflict` where that is used, or edited and not saved."""
        ...

    def delete(self, scene: str) -> DeletedScene:
        """Move the whole folder to the trash for 30 days."""
        ...

    def deleted(self) -> tuple[DeletedScene, ...]:
        """What can be restored, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> str:
        """Bring a deleted scene back; returns its name. `Conflict` where there is one of that name again."""
        ...

    def picture(self, scene: str, picture: str) -> Path:
        """The file of a picture (a name of `PICTURES`, `thumbnail`, or `mask:<name>`); `NotFound`."""
        ...

    def signature(self, scene: str) -> str:
        """Changes whenever any file of the scene does (prompts too), empty where there is none: for fingerprints."""
        ...


class SceneRenames(Protocol):
    """Offered by the plugin whose documents name scenes: it follows each scene to its new name, crashes included."""

    def renaming(self, old_name: str, new_name: str) -> AbstractContextManager[None]:
        """The body gives a scene its new name, or raises. What follows from it is on the disk before and after.

        Blocks; `Busy` where another scene is being renamed for longer than 5 s, the errors of the disk: then the body
        has not begun.
        """
        ...
