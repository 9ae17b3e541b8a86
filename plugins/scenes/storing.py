"""Storing values of links and single pictures: all of it or nothing, and never over a picture that was there."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core.contracts.scenes import PICTURES, SceneDocument, SceneInfo, SceneMask
from ...core.errors import Invalid, PenstockError
from ...core.events.scenes import SceneSaved
from ...core.names import check_path_name
from ...core.values import frozen
from . import images, picture_files
from .contents import changes
from .merging import merged
from .picture_files import MASK, file_of
from .scene_disk import THUMBNAIL
from .scene_files import Stored, check_writable, empty, not_found

if TYPE_CHECKING:
    from .service import SceneService

PICTURES_KIND: Final = picture_files.KIND
_SHOWN: Final = ("base", "upscale")
"""The pictures that a thumbnail is made of."""
_LOG: Final = logging.getLogger("penstock.scenes")


@frozen(kw_only=True)
class PutPicture:
    """A picture that was put into a scene; `trash` brings back what it took the place of, where it did."""

    document: SceneDocument
    picture: str
    trash: str | None


def save_info(service: "SceneService", info: SceneInfo, pictures: Sequence[str] | None = None) -> SceneDocument:
    """See `Scenes.save_info`."""
    scene = check_path_name(info.scene_name, "scene_name")
    data = _encoded(service, info, pictures)
    with service.turns.turn(scene) as events, ExitStack() as undo:
        found = service.files.held(scene)
        before = found or empty(scene)
        if found is None:
            service.files.check_new(scene)
        names = [name.removeprefix(MASK) for name in data if name.startswith(MASK)]
        wanted = merged(before.document, info, names)
        check_writable(before, wanted, before.document.revision)
        put = _put_all(service, scene, _files_of(data, wanted.masks), undo)
        stored = service.files.store(before, wanted, new=found is None)
        undo.pop_all()
        if put & {file_of(name) for name in _SHOWN}:
            service.picture_files.make_thumbnail(service.files.folder(scene), service.pictures())
        if stored.written or put:
            told = [name for name, file in _files_of_names(data, wanted.masks) if file in put]
            events.append(saved(stored, created=found is None, pictures=told))
    _save_prompts(service, info)
    return service.get(scene)


def put_picture(service: "SceneService", scene: str, picture: str, upload: Path) -> PutPicture:
    """Make the picture in a file a picture of a scene; the old one goes to the trash. `Invalid` for what is none."""
    if picture == "thumbnail":
        raise Invalid("The thumbnail follows from the base picture.", hint="Put that.", field="picture")
    data = images.as_png(upload, service.pictures())
    with service.turns.turn(scene) as events, ExitStack() as undo:
        before = service.files.held(scene)
        if before is None:
            raise not_found(scene)
        document = before.document
        check_writable(before, document, document.revision)
        path = service.files.folder(scene) / file_of(picture, {one.name: one for one in document.masks})
        put, trash = service.picture_files.put(path, data, scene)
        if put:
            undo.callback(_take_back, service, path, trash, scene)
        wanted = _with_mask(document, picture.removeprefix(MASK)) if picture.startswith(MASK) else document
        stored = service.files.store(before, wanted)
        undo.pop_all()
        if put:
            if picture in _SHOWN:
                service.picture_files.make_thumbnail(path.parent, service.pictures())
            events.append(saved(stored, pictures=[picture]))
    return PutPicture(document=service.get(scene), picture=picture, trash=trash)


def delete_picture(service: "SceneService", scene: str, picture: str) -> str:
    """Move a picture to the trash; returns what brings it back. `NotFound` where there is none."""
    with service.turns.turn(scene) as events:
        before = service.files.held(scene)
        if before is None:
            raise not_found(scene)
        check_writable(before, before.document, before.document.revision)
        path = service.picture(scene, picture)
        if not set(service.files.listing(scene)) - {path.name, THUMBNAIL}:
            service.files.store(before, before.document, new=True)  # a scene does not go with its last picture
        trashed = service.picture_files.take_away(path, scene)
        if picture in _SHOWN:
            service.picture_files.make_thumbnail(path.parent, service.pictures())
        events.append(_told(service, scene, [picture]))
    service.tidy()
    return trashed.id


def restore_picture(service: "SceneService", trash_id: str) -> tuple[str, str]:
    """Bring a picture back; returns its scene and the picture. What is in its place by now goes to the trash itself."""
    trash = service.picture_files.trash
    scene = trash.find(trash_id, PICTURES_KIND).note[0]
    with service.turns.turn(scene) as events:
        found = trash.find(trash_id, PICTURES_KIND)
        folder = service.files.folder(scene)
        if service.files.held(scene) is None:
            raise not_found(scene)
        now = [folder / name for name in found.names if (folder / name).is_file()]
        aside = trash.put_all(now, PICTURES_KIND, scene) if now else None
        try:
            trash.restore(found, folder)
        except PenstockError:
            if aside is not None:
                trash.restore(aside, folder)
            raise
        service.picture_files.make_thumbnail(folder, service.pictures())
        document = service.get(scene)
        pictures = [_picture_of(name, document.masks) for name in found.names]
        events.append(SceneSaved(scene=scene, revision=document.revision or "", changed=tuple(_tags(pictures))))
    return scene, pictures[0]


def saved(stored: Stored, *, created: bool = False, pictures: Iterable[str] = ()) -> SceneSaved:
    """The event of a change: its entries as drafts have them, and `picture:<name>`."""
    before, after = stored.before.document, stored.after.document
    entries = [key for key in changes(stored.before, after) if key != "masks"]
    known = {one.name: one for one in before.masks}
    masks = [f"{MASK}{one.name}" for one in after.masks if known.get(one.name) != one]
    changed = dict.fromkeys((*entries, *masks, *_tags(pictures)))
    return SceneSaved(scene=after.name, revision=after.revision or "", created=created, changed=tuple(changed))


def _encoded(service: "SceneService", info: SceneInfo, pictures: Sequence[str] | None) -> dict[str, bytes]:
    """The PNGs of a value's pictures, by picture; encoded while nobody waits."""
    given = {**info.images, **{f"{MASK}{name}": mask for name, mask in info.mask_images.items()}}
    names = [name for name in given if given[name] is not None and (pictures is None or name in pictures)]
    for name in names:
        if name not in PICTURES and not name.startswith(MASK):
            file_of(name)
            raise Invalid(f"{name[:60]!r} is no picture that is saved.", field="pictures")
    return {name: images.png(service, info, name, given[name]) for name in names}


def _put_all(service: "SceneService", scene: str, data: Mapping[str, bytes], undo: ExitStack) -> set[str]:
    """Put pictures by file name; which of them were other ones. `undo` takes all of it back."""
    put: set[str] = set()
    folder = service.files.folder(scene)
    for file, content in data.items():
        written, trash = service.picture_files.put(folder / file, content, scene)
        if written:
            put.add(file)
            undo.callback(_take_back, service, folder / file, trash, scene)
    return put


def _take_back(service: "SceneService", path: Path, trash: str | None, scene: str) -> None:
    """Undo a picture that was put: the old one takes its place again."""
    try:
        service.picture_files.put_back(path, trash)
    except (OSError, PenstockError) as error:
        _LOG.warning("%s of %s is not as it was before a save that failed: %s", path.name, scene, error)


def _files_of(data: Mapping[str, bytes], masks: Sequence[SceneMask]) -> dict[str, bytes]:
    return {file: data[name] for name, file in _files_of_names(data, masks)}


def _files_of_names(names: Iterable[str], masks: Sequence[SceneMask]) -> list[tuple[str, str]]:
    known = {one.name: one for one in masks}
    return [(name, file_of(name, known)) for name in names]


def _with_mask(document: SceneDocument, name: str) -> SceneDocument:
    """The document with a mask whose picture has just come; one that is only a file stays only a file."""
    info = SceneInfo(scene_name=document.name, scene_dir="", document=document, stored=document)
    return merged(document, info, [name])


def _told(service: "SceneService", scene: str, pictures: Sequence[str]) -> SceneSaved:
    found = service.files.held(scene)
    revision = "" if found is None else found.document.revision or ""
    return SceneSaved(scene=scene, revision=revision, changed=tuple(_tags(pictures)))


def _tags(pictures: Iterable[str]) -> list[str]:
    return [f"picture:{name}" for name in pictures]


def _picture_of(file: str, masks: Sequence[SceneMask]) -> str:
    name = next((one.name for one in masks if one.file == file), None)
    return f"{MASK}{name}" if name is not None else file.removesuffix(".png")


def _save_prompts(service: "SceneService", info: SceneInfo) -> None:
    """The prompts of a value, where its scene has none: those that are there are never written over."""
    if not info.prompts.prompts and not info.prompts.compositions:
        return
    prompts = service.prompts()
    if prompts.read(info.scene_name).revision is None:
        prompts.save(info.scene_name, info.prompts, None)
