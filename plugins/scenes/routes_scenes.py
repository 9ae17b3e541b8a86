"""What the routes of scenes do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.contracts.pictures import Pictures
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import DeletedScene, SceneDocument, SceneEditing, SceneMask, SceneNote, Scenes
from ...core.contracts.stories import Stories
from ...core.draft_values import DraftNote
from ...core.errors import PenstockError
from ...core.names import check_path_name, natural_order
from ...core.routes import RouteCall
from . import closing
from .loras import entries_of
from .masks import file_of
from .notes import Noted
from .routes_shapes import (
    DeletedScenes,
    ListedScene,
    MaskShape,
    NamedScene,
    PictureShape,
    SceneList,
    SceneShape,
)
from .scene_disk import THUMBNAIL
from .service import SceneService


def scenes_of(call: RouteCall[Any]) -> SceneService:
    """The service of scenes."""
    return call.services.get(SceneService)


def list_scenes(call: RouteCall[Any]) -> SceneList:
    """GET /penstock/scenes."""
    scenes, editing = scenes_of(call), call.services.find(SceneEditing)
    drafts = {note.name: note for note in (editing.list() if editing is not None else ())}
    notes = {one.note.name: one for one in scenes.notes.all()}
    unsaved = [name for name, note in drafts.items() if name not in notes and (note.dirty or note.base is None)]
    notes |= {name: Noted(note=_unsaved(name)) for name in unsaved}
    used = _uses(call)
    listed = (_listed(notes[name], drafts.get(name), used.get(name, ())) for name in sorted(notes, key=natural_order))
    return SceneList(scenes=tuple(listed), folder=str(scenes.files.root))


def create_scene(call: RouteCall[NamedScene]) -> SceneShape:
    """POST /penstock/scenes."""
    name = check_path_name(call.body.name, "name")
    scenes_of(call).create(name)
    return shape_of(call, name)


def get_scene(call: RouteCall[Any]) -> SceneShape:
    """GET /penstock/scenes/{scene}."""
    return shape_of(call, call.path["scene"])


def rename_scene(call: RouteCall[NamedScene]) -> SceneShape:
    """PATCH /penstock/scenes/{scene}."""
    scenes = scenes_of(call)
    scenes.rename(call.path["scene"], call.body.name)
    return shape_of(call, call.body.name)


def delete_scene(call: RouteCall[Any]) -> DeletedScene:
    """DELETE /penstock/scenes/{scene}."""
    return closing.deleted(call.services, check_path_name(call.path["scene"], "scene"))


def list_deleted(call: RouteCall[Any]) -> DeletedScenes:
    """GET /penstock/scene_trash."""
    return DeletedScenes(deleted=call.services.get(Scenes).deleted())


def restore_scene(call: RouteCall[Any]) -> SceneShape:
    """POST /penstock/scene_trash/{trash}/restore."""
    return shape_of(call, scenes_of(call).restore(call.path["trash"]))


def shape_of(call: RouteCall[Any], scene: str) -> SceneShape:
    """A scene as it is answered."""
    scenes, editing = scenes_of(call), call.services.find(SceneEditing)
    found, folder = scenes.get(scene), scenes.folder(scene)
    stories = call.services.find(Stories)
    return SceneShape(
        name=found.name,
        revision=found.revision,
        pose_name=found.pose_name,
        mask_type=found.mask_type,
        depth_type=found.depth_type,
        pose_type=found.pose_type,
        resolution=found.resolution,
        description=found.description,
        loras=tuple(entries_of(found.loras)),
        masks=tuple(_mask(one, folder) for one in found.masks),
        pictures=_pictures(found, folder, call.services.find(Pictures)),
        has_pose=found.pose is not None,
        prompts=_prompts(call.services.get(Prompts), scene),
        thumbnail=tag_of(folder / THUMBNAIL),
        problems=found.problems,
        read_only=found.read_only,
        draft=None if editing is None else editing.find(scene),
        used_in=() if stories is None else stories.uses(scene),
    )


def tag_of(path: Path) -> str | None:
    """Changes whenever a file does; None where there is none."""
    try:
        state = path.lstat()
    except OSError:
        return None
    return f"{state.st_mtime_ns:x}-{state.st_size:x}"


def _unsaved(name: str) -> SceneNote:
    return SceneNote(name=name, revision=None, prompts=0, pictures=(), masks=())


def _listed(noted: Noted, draft: DraftNote | None, used: tuple[str, ...]) -> ListedScene:
    note = noted.note
    return ListedScene(
        name=note.name,
        revision=note.revision,
        prompts=note.prompts,
        pictures=note.pictures,
        masks=note.masks,
        problems=note.problems,
        read_only=note.read_only,
        draft=draft,
        thumbnail=noted.thumbnail,
        used_in=used,
    )


def _uses(call: RouteCall[Any]) -> Mapping[str, tuple[str, ...]]:
    """The stories of each scene; none where stories are switched off, or cannot be listed."""
    stories = call.services.find(Stories)
    used: dict[str, list[str]] = {}
    try:
        for note in stories.list() if stories is not None else ():
            for scene in dict.fromkeys(note.scenes):
                used.setdefault(scene, []).append(note.name)
    except PenstockError:
        return {}
    return {scene: tuple(names) for scene, names in used.items()}


def _prompts(prompts: Prompts, scene: str) -> int:
    try:
        return len(prompts.read(scene).collection.prompts)
    except PenstockError:
        return 0


def _mask(mask: SceneMask, folder: Path) -> MaskShape:
    return MaskShape(
        name=mask.name,
        type=mask.type,
        has_background=mask.has_background,
        color=mask.color,
        file=mask.file,
        tag=tag_of(folder / mask.file) or "",
        editable=mask.file == file_of(mask.name, mask.has_background),
    )


def _pictures(found: SceneDocument, folder: Path, pictures: Pictures | None) -> tuple[PictureShape, ...]:
    return tuple(_picture(folder / f"{name}.png", name, pictures) for name in found.pictures)


def _picture(path: Path, name: str, pictures: Pictures | None) -> PictureShape:
    size = None
    if pictures is not None:
        try:
            size = pictures.size(path)
        except PenstockError:
            size = None  # shown as a picture that is damaged
    return PictureShape(name=name, tag=tag_of(path) or "", size=size)
