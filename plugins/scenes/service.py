"""The service of scenes. See the contract `Scenes`."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final

from ...core.contracts.pictures import Pictures
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import DeletedScene, SceneDocument, SceneInfo, SceneNote
from ...core.errors import Conflict, NotFound, PenstockError
from ...core.events.scenes import SceneDeleted, SceneRenamed, SceneRestored, SceneSaved
from ...core.names import check_path_name, natural_order
from ...core.trash import Trash
from . import images, storing
from .masks import found as found_mask
from .merging import info_of
from .notes import Notes
from .picture_files import MASK, PictureFiles, file_of
from .scene_disk import PROMPTS
from .scene_files import SceneFiles, check_writable, empty, not_found, taken
from .service_turn import Turns, signature

KIND: Final = "scenes"
_LOG: Final = logging.getLogger("penstock.scenes")
Renaming = Callable[[str, str], AbstractContextManager[None]]


def _alone(*_names: str) -> AbstractContextManager[None]:
    """Nobody goes along."""
    return nullcontext()


class SceneService:
    """See the module. `prompts` and `pictures` find these services when they are needed."""

    def __init__(
        self,
        files: SceneFiles,
        trash: Trash,
        turns: Turns,
        notes: Notes,
        picture_files: PictureFiles,
        prompts: Callable[[], Prompts],
        pictures: Callable[[], Pictures],
    ) -> None:
        self.files = files
        self.turns = turns
        self.notes = notes
        self.picture_files = picture_files
        self.prompts = prompts
        self.pictures = pictures
        self._trash = trash
        self._closing: list[Callable[[], None]] = []
        self._renaming: Renaming = _alone

    def start(self, renaming: Renaming = _alone) -> None:
        """Take note of what there is, and tidy the trash; each rename is made within `renaming(old, new)`."""
        self._renaming = renaming
        try:
            self.turns.begin()
        except PenstockError as error:
            _LOG.warning("scenes cannot be listed yet: %s", error)
        self.tidy()

    def on_close(self, close: Callable[[], None]) -> None:
        """Call `close` when the service is closed."""
        self._closing.append(close)

    def close(self) -> None:
        """Stop what was started for it."""
        while self._closing:
            self._closing.pop()()

    def tidy(self) -> None:
        """Delete for good what was in the trash for long. A disk that refuses hinders nobody."""
        try:
            for kind in (KIND, storing.PICTURES_KIND):
                self._trash.expire(kind)
        except PenstockError as error:
            _LOG.warning("deleted scenes cannot be tidied yet: %s", error)

    def names(self) -> tuple[str, ...]:
        """See `Scenes`."""
        return tuple(sorted(self.files.listings(), key=natural_order))

    def list(self) -> tuple[SceneNote, ...]:
        """See `Scenes`. A folder whose name cannot be used is listed with a problem."""
        return tuple(one.note for one in self.notes.all())

    def folder(self, scene: str) -> Path:
        """See `Scenes`."""
        return self.files.folder(scene)

    def get(self, scene: str) -> SceneDocument:
        """See `Scenes`."""
        return self.files.read(scene).document

    def info(self, scene: str) -> SceneInfo:
        """See `Scenes`."""
        document = self.get(scene)
        return info_of(document, str(self.folder(scene)), self.prompts().read(scene).collection, document)

    def image(self, info: SceneInfo, picture: str) -> Any | None:
        """See `Scenes`."""
        return images.image(self, info, picture)

    def mask(self, info: SceneInfo, name: str, background: bool = True) -> tuple[Any, Any] | None:
        """See `Scenes`."""
        return images.mask(self, info, name, background)

    def create(self, scene: str, *, exist_ok: bool = False) -> SceneDocument:
        """See `Scenes`."""
        with self.turns.turn(scene) as events:
            if (found := self.files.held(scene)) is not None:
                if exist_ok:
                    return found.document
                raise taken(scene)
            self.files.check_new(scene)
            document = self.files.store(empty(scene), SceneDocument(name=scene), new=True).after.document
            events.append(SceneSaved(scene=scene, revision=document.revision or "", created=True))
            return document

    def save(self, document: SceneDocument, seen: str | None) -> SceneDocument:
        """See `Scenes`."""
        return self.save_as(document.name, lambda _now: document, seen)

    def save_as(self, scene: str, wanted: Callable[[SceneDocument], SceneDocument], seen: str | None) -> SceneDocument:
        """`save` for what follows from the document as it is, while nobody else can change it."""
        with self.turns.turn(scene) as events:
            found = self.files.held(scene)
            before = found or empty(scene)
            document = wanted(before.document)
            check_writable(before, document, seen)
            if found is None:
                self.files.check_new(scene)
            saved = self.files.store(before, document, new=found is None)
            if saved.written:
                events.append(storing.saved(saved, created=found is None))
            return saved.after.document

    def save_info(self, info: SceneInfo, *, pictures: Sequence[str] | None = None) -> SceneDocument:
        """See `Scenes`."""
        return storing.save_info(self, info, pictures)

    def rename(self, scene: str, name: str) -> SceneDocument:
        """See `Scenes`."""
        check_path_name(scene, "scene")
        check_path_name(name, "name")
        if scene == name:
            return self.get(scene)
        with self._renaming(scene, name), self.turns.turn(scene, name) as events:
            if self.files.held(scene) is None:
                raise not_found(scene)
            self.files.move(scene, name)
            events.append(SceneRenamed(old_name=scene, new_name=name))
        return self.get(name)

    def delete(self, scene: str) -> DeletedScene:
        """See `Scenes`."""
        with self.turns.turn(scene) as events:
            disk = self.files.disk(scene)
            if not disk.listing():
                raise not_found(scene)
            trashed = self._trash.put(disk.folder, KIND, scene)
            disk.forget_good()
            events.append(SceneDeleted(scene=scene, trash=trashed.id))
        self.tidy()
        return DeletedScene(trash=trashed.id, name=scene, deleted=trashed.deleted)

    def deleted(self) -> tuple[DeletedScene, ...]:
        """See `Scenes`."""
        return tuple(
            DeletedScene(trash=one.id, name=one.note[0], deleted=one.deleted) for one in self._trash.deleted(KIND)
        )

    def restore(self, trash_id: str) -> str:
        """See `Scenes`."""
        scene = self._trash.find(trash_id, KIND).note[0]
        with self.turns.turn(scene) as events:
            found = self._trash.find(trash_id, KIND)
            folder = self.files.folder(scene)
            if not self.files.gave_way(scene):
                raise Conflict(
                    f"There is a folder {scene} again.", hint="Rename or delete that, then restore.", field="trash"
                )
            self._trash.restore(found, folder)
            events.append(SceneRestored(scene=scene))
        return scene

    def picture(self, scene: str, picture: str) -> Path:
        """See `Scenes`."""
        masks = {one.name: one for one in self.get(scene).masks} if picture.startswith(MASK) else {}
        if picture.startswith(MASK) and (mask := found_mask(tuple(masks.values()), picture.removeprefix(MASK))):
            masks = {picture.removeprefix(MASK): mask}
        path = self.folder(scene) / file_of(picture, masks)
        if path.is_symlink() or not path.is_file():
            raise NotFound(f"The scene {scene} has no picture {picture[:80]}.", field="picture")
        return path

    def signature(self, scene: str) -> str:
        """See `Scenes`."""
        return signature(self.files.listing(scene))

    def signature_of_all(self) -> str:
        """Changes whenever a file of any scene does: for nodes that may be given any."""
        lines = [f"{name}={signature(listing)}" for name, listing in sorted(self.files.listings().items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def signature_of_document(self, scene: str) -> str:
        """Changes whenever the document of a scene does, its pictures and masks included; empty where there is none."""
        listing = self.files.listing(scene)
        return signature(listing, (PROMPTS,)) or ("." if listing else "")
