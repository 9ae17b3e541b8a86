"""What the routes of scenes take and answer."""

from collections.abc import Mapping
from typing import Any

from ...core.contracts.scenes import DeletedScene
from ...core.contracts.uploads import Upload
from ...core.draft_values import DraftNote
from ...core.values import frozen


@frozen(kw_only=True)
class ListedScene:
    """A scene in the list. `thumbnail` is a tag that changes with it, null without one.

    `prompts` is how many it has, `used_in` the saved stories that it stands in, `draft` null where nobody edits it.
    `revision` is null where it cannot be read (then it is read-only and `problems` say why), and where it is not saved
    yet: a draft without a folder.
    """

    name: str
    revision: str | None
    prompts: int
    pictures: tuple[str, ...]
    masks: tuple[str, ...]
    problems: tuple[str, ...]
    read_only: bool
    draft: DraftNote | None
    thumbnail: str | None
    used_in: tuple[str, ...]


@frozen(kw_only=True)
class SceneList:
    """All scenes by name, and the folder that they are in."""

    scenes: tuple[ListedScene, ...]
    folder: str


@frozen(kw_only=True)
class PictureShape:
    """A picture of a scene: `tag` changes with the file, `size` is width and height, null where it is no picture."""

    name: str
    tag: str
    size: tuple[int, ...] | None


@frozen(kw_only=True)
class MaskShape:
    """A mask of a scene; `color` is `#rrggbb` or null. `editable`: its fields are an entry of drafts."""

    name: str
    type: str
    has_background: bool
    color: str | None
    file: str
    tag: str
    editable: bool


@frozen(kw_only=True)
class SceneShape:
    """A scene as it is saved; each lora the object that lora_stack.json has for it."""

    name: str
    revision: str | None
    pose_name: str
    mask_type: str
    depth_type: str
    pose_type: str
    resolution: int
    description: str
    loras: tuple[Mapping[str, Any], ...]
    masks: tuple[MaskShape, ...]
    pictures: tuple[PictureShape, ...]
    has_pose: bool
    prompts: int
    thumbnail: str | None
    problems: tuple[str, ...]
    read_only: bool
    draft: DraftNote | None
    used_in: tuple[str, ...]


@frozen(kw_only=True)
class NamedScene:
    """The name of a scene: of a new one, or the new name of one."""

    name: str


@frozen(kw_only=True)
class DeletedScenes:
    """The scenes in the trash, the last deleted first."""

    deleted: tuple[DeletedScene, ...]


@frozen(kw_only=True)
class NewPicture:
    """A picture file."""

    file: Upload


@frozen(kw_only=True)
class PutPicture:
    """A picture that was put: `trash` brings back the one that was there, null where there was none, or the same."""

    picture: str
    tag: str
    trash: str | None
    revision: str | None


@frozen(kw_only=True)
class DeletedPicture:
    """A picture in the trash; `trash` brings it back."""

    scene: str
    picture: str
    trash: str


@frozen(kw_only=True)
class RestoredPicture:
    """A picture that is back."""

    scene: str
    picture: str
    tag: str


@frozen(kw_only=True)
class PictureQuery:
    """`side`: a small JPEG of at most so many pixels along the longer side. `v`: the tag, for caches."""

    side: int | None = None
    v: str | None = None
