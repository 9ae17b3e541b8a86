"""Stories on one folder without a host: a disk that may fail, scenes that a test says, real prompts, told events."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from attrs import define, field

from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import SceneDocument, SceneInfo, Scenes
from ...core.contracts.stories import StoryInfo, StoryScene
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.errors import NotFound
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.names import check_path_name, is_path_name
from ...plugins.stories.documents import StoryDocuments
from ...plugins.stories.following import RenamesFollowed
from ...plugins.stories.kept_renames import KeptRenames
from ...plugins.stories.service import StoryService
from ...plugins.stories.service_specs import assembled, neighbours_of, renames_kept
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls
from .prompt_house import WholePrompts


@define
class FakeScenes:
    """What stories use of `Scenes`: the folders below `folder` are scenes, `images` and `masks` what they hold.

    `images` are IMAGEs by scene and picture, `masks` pairs of IMAGE and MASK by scene and mask.
    """

    folder_: Path
    images: dict[tuple[str, str], Any] = field(factory=dict)
    masks: dict[tuple[str, str], tuple[Any, Any]] = field(factory=dict)

    def make(self, *names: str) -> None:
        """Folders of scenes."""
        for name in names:
            (self.folder_ / name).mkdir(parents=True, exist_ok=True)

    def names(self) -> tuple[str, ...]:
        """The folders, sorted."""
        found = self.folder_.iterdir() if self.folder_.is_dir() else ()
        return tuple(sorted(one.name for one in found if is_path_name(one.name)))

    def folder(self, scene: str) -> Path:
        """The folder of a scene."""
        return self.folder_ / check_path_name(scene, "scene")

    def signature(self, scene: str) -> str:
        """The times and sizes of its files; empty where there is no folder."""
        folder = self.folder(scene)
        if not folder.is_dir():
            return ""
        found = sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in folder.iterdir())
        return f"{scene}:{found}"

    def info(self, scene: str) -> SceneInfo:
        """A value without pictures; `NotFound`."""
        if not self.signature(scene):
            raise NotFound(f"There is no scene {scene!r}.", field="scene")
        return SceneInfo(scene_name=scene, scene_dir=str(self.folder(scene)), document=SceneDocument(name=scene))

    def image(self, info: SceneInfo, picture: str) -> Any | None:
        """What the test said."""
        return self.images.get((info.scene_name, picture))

    def mask(self, info: SceneInfo, name: str, background: bool = True) -> tuple[Any, Any] | None:
        """What the test said; a mask without background is `<name>_no_bg`."""
        return self.masks.get((info.scene_name, name if background else f"{name}_no_bg"))


def _at_once(_seconds: float) -> None:
    """Nobody waits."""


@define
class StoryHouse:
    """`service` and `editing` on `folder`; `told` is what they told. `again()` is another process on the same disk."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    ids: Ids = field(factory=CountingIds)
    calls: FaultyCalls = field(factory=FaultyCalls)
    told: list[Event] = field(factory=list)
    scenes: FakeScenes = field(init=False)
    prompts: WholePrompts = field(init=False)
    service: StoryService = field(init=False)
    editing: DocumentEditing = field(init=False)
    drafts: Drafts = field(init=False)
    kept: KeptRenames = field(init=False)
    renames: RenamesFollowed = field(init=False)

    def __attrs_post_init__(self) -> None:
        files = Files(self.calls, pause=_at_once)
        self.scenes = FakeScenes(self.paths.output / "scenes")
        self.prompts = WholePrompts(self.folder, self.clock)
        neighbours = neighbours_of(lambda: cast("Scenes", self.scenes), lambda: cast("Prompts", self.prompts.service))
        self.service = assembled(self.paths, files, self.clock, self.ids, self.told.append, neighbours)
        self.service.start()
        self.drafts = Drafts(self.paths.private / "drafts", files, self.clock, self.ids)
        self.editing = DocumentEditing(StoryDocuments(lambda: self.service), self.drafts)
        self.kept = renames_kept(self.paths, files, lambda: cast("Scenes", self.scenes))
        self.renames = RenamesFollowed(self.service, self.drafts, self.kept)

    @property
    def paths(self) -> HostPaths:
        """The folders."""
        return HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})

    def again(self) -> "StoryHouse":
        """The next process, or one beside it."""
        return StoryHouse(self.folder, self.clock, self.ids)

    def path(self, story: str = "tale", name: str = "story.json") -> Path:
        """A file in a folder of a story."""
        return self.folder / "output" / "stories" / story / name

    def put(self, content: Any, story: str = "tale") -> Path:
        """Another program writes a story: bytes, or a value as JSON."""
        path = self.path(story)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name("written.tmp")
        made.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return made.replace(path)

    def json(self, story: str = "tale") -> Any:
        """What the file holds."""
        return json.loads(self.path(story).read_bytes())

    def save(self, *scenes: StoryScene, story: str = "tale", **changes: Any) -> StoryInfo:
        """Save a story of these scenes, whatever is there."""
        found = self.service.look_at(story).info
        seen = None if found is None else found.revision
        return self.service.save(StoryInfo(story_name=story, scenes=scenes, **changes), seen)

    def move_scene(self, old: str, new: str) -> None:
        """A scene gets another name, as the plugin scenes does that."""
        with self.kept.renaming(old, new):
            Files(self.calls).move_tree(self.scenes.folder(old), self.scenes.folder(new))

    def rename_scene(self, old: str, new: str) -> None:
        """A scene gets another name, and stories follow."""
        self.move_scene(old, new)
        self.renames.follow()

    def events(self) -> list[Event]:
        """What was told since this was asked last."""
        told = list(self.told)
        self.told.clear()
        return told

    def names(self) -> list[str]:
        """The names of the events since this was asked last."""
        return [event.name for event in self.events()]


def scene(scene_id: str, name: str = "cats", **changes: Any) -> StoryScene:
    """A scene with a text of its own."""
    return StoryScene(scene_id=scene_id, scene_name=name, **{"prompt_source": "custom", **changes})


def fbtools_story(*scenes: Mapping[str, Any] | str, **changes: Any) -> dict[str, Any]:
    """story.json as fbTools writes it; a scene that is a name has its defaults."""
    defaults = {
        "mask_name": "",
        "mask_background": True,
        "prompt_source": "prompt",
        "prompt_key": "main",
        "custom_prompt": "",
        "video_prompt_source": "auto",
        "video_prompt_key": "",
        "video_custom_prompt": "",
        "depth_type": "depth",
        "pose_type": "open",
        "use_depth": False,
        "use_mask": False,
        "use_pose": False,
        "use_canny": False,
    }
    made = [{"scene_name": one} if isinstance(one, str) else dict(one) for one in scenes]
    placed = [{**defaults, "scene_order": order, **one} for order, one in enumerate(made)]
    return {"version": 2, "story_name": "tale", "story_dir": "/elsewhere/tale", "scenes": placed, **changes}
