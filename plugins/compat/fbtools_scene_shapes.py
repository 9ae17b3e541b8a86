"""What fbTools' scene routes take and answer. It planned them, and its page called them; a body names the scene."""

from collections.abc import Mapping
from typing import Any

from ...core.values import frozen


@frozen(kw_only=True)
class SceneBody:
    """The scene: `scene`, `scene_name`, or `scene_dir`, of which the last part counts."""

    scene: str | None = None
    scene_name: str | None = None
    scene_dir: str | None = None


@frozen(kw_only=True)
class PromptsBody(SceneBody):
    """Prompts by name: a text, an object as in prompts.json of which what is not sent stays, or null to remove it."""

    prompts: Mapping[str, Any]


@frozen(kw_only=True)
class MetadataBody(SceneBody):
    """What to change of a scene; what is not sent stays."""

    pose_name: str | None = None
    mask_type: str | None = None
    depth_type: str | None = None
    pose_type: str | None = None
    resolution: int | None = None
    description: str | None = None
    loras: tuple[dict[str, Any], ...] | None = None


@frozen(kw_only=True)
class SaveBody(SceneBody):
    """`pose_json` is the text of pose.json, where that shall be another one."""

    pose_json: str | None = None


@frozen(kw_only=True)
class LorasBody(SceneBody):
    """`loras` are all of them; or `add` puts entries (in the place of those of that name), `remove` takes names out."""

    loras: tuple[dict[str, Any], ...] | None = None
    add: tuple[dict[str, Any], ...] = ()
    remove: tuple[str, ...] = ()


@frozen(kw_only=True)
class ChangedPrompts:
    """The names of the prompts as they stand, sorted; `saved` is false until save_metadata."""

    scene_name: str
    prompt_names: tuple[str, ...]
    saved: bool = False
    success: bool = True


@frozen(kw_only=True)
class ChangedMetadata:
    """The scene as it stands; `saved` is false until save_metadata."""

    scene_name: str
    metadata: Mapping[str, Any]
    saved: bool = False
    success: bool = True


@frozen(kw_only=True)
class SavedMetadata:
    """What the folder of the scene has now of its prompts, loras and pose; `scene_dir` is told below the output."""

    scene_name: str
    scene_dir: str
    files: tuple[str, ...]
    status: str = "saved"
    success: bool = True


@frozen(kw_only=True)
class StoryScenes:
    """The scenes of a story in its order, and those of them that are not there."""

    story_name: str
    scenes: tuple[str, ...]
    missing: tuple[str, ...]
    count: int
    success: bool = True
