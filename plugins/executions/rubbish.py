"""What of executions is deleted and comes back: whole ones, sets of pictures, sets of videos."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.executions import DeletedImages, ExecutionKey
from ...core.errors import Conflict, Invalid, NotFound, from_os_error
from ...core.trash import Trash, Trashed
from .places import IMAGES, VIDEOS
from .store import ExecutionStore

WHOLE: Final = "executions"
_KINDS: Final = {IMAGES: "execution_images", VIDEOS: "execution_videos"}
_MOST: Final = 20_000


@define
class Rubbish:
    """See the module. Only while the story is held; raises `PenstockError`."""

    store: ExecutionStore
    trash: Trash

    def delete(self, key: ExecutionKey) -> DeletedImages:
        """Move a whole execution to the trash, a damaged one too; `NotFound`."""
        self.store.found(key)
        return _deleted(self.trash.put(self.store.places.execution(key), WHOLE, key.story, key.job, key.exec_id))

    def delete_files(self, key: ExecutionKey, names: Sequence[str]) -> tuple[str, DeletedImages]:
        """Move pictures, or videos, to the trash, all or none; also `images` or `videos`. `NotFound` names others."""
        wanted = tuple(dict.fromkeys(names))
        if not 1 <= len(wanted) <= _MOST:
            raise Invalid(f"Name 1 to {_MOST:,} files.", field="names")
        kind = self._kind(key, wanted)
        folder = self.store.places.part(key, kind)
        found = self.trash.put_all([folder / name for name in wanted], _KINDS[kind], key.story, key.job, key.exec_id)
        return kind, _deleted(found)

    def deleted(self) -> tuple[DeletedImages, ...]:
        """What can be restored, the last deleted first."""
        found = [one for kind in (WHOLE, *_KINDS.values()) for one in self.trash.deleted(kind) if len(one.note) == 3]
        return tuple(_deleted(one) for one in sorted(found, key=lambda one: (-one.deleted, one.id)))

    def find(self, trash_id: str) -> Trashed:
        """What was deleted; `NotFound`."""
        for kind in (WHOLE, *_KINDS.values()):
            for one in self.trash.deleted(kind):
                if one.id == trash_id and len(one.note) == 3:
                    return one
        raise NotFound("This is not in the trash.", hint="Look at the list again.", field="trash")

    def restore(self, found: Trashed) -> DeletedImages:
        """Bring it back; `Conflict` where a name is used again, `NotFound` where what it belonged to is gone."""
        key = ExecutionKey(*found.note)
        folder = self.store.places.execution(key)
        if found.kind != WHOLE:
            self.store.found(key)
            target = self.store.places.part(key, next(name for name, kind in _KINDS.items() if kind == found.kind))
        else:
            target = self._free(key, folder)
        self._make(target if found.several else target.parent)
        self.trash.restore(found, target)
        return _deleted(found)

    def expire(self) -> None:
        """Delete for good what is older than it is kept."""
        for kind in (WHOLE, *_KINDS.values()):
            self.trash.expire(kind)

    def _kind(self, key: ExecutionKey, names: Sequence[str]) -> str:
        self.store.found(key)
        images = {one.name for one in self.store.named_images(key)}
        videos = {one.name for one in self.store.videos(key)}
        for name in names:
            if name not in images and name not in videos:
                raise NotFound(f"There is no file {name[:80]!r} in this execution.", hint="Look again.", field="names")
        if images.issuperset(names):
            return IMAGES
        if videos.issuperset(names):
            return VIDEOS
        raise Invalid("These are pictures and videos.", hint="Delete first the one, then the other.", field="names")

    def _free(self, key: ExecutionKey, folder: Path) -> Path:
        if not self.store.places.story(key.story).is_dir():
            raise NotFound(
                f"The story {key.story!r} of this execution is gone.", hint="Restore the story first.", field="trash"
            )
        if folder.exists():
            raise Conflict("There is an execution of that name again.", hint="Delete that first.", field="trash")
        return folder

    def _make(self, folder: Path) -> None:
        try:
            self.store.files.make_folder(folder)
        except OSError as error:
            raise from_os_error(error, "restore it") from error


def _deleted(found: Trashed) -> DeletedImages:
    return DeletedImages(trash=found.id, key=ExecutionKey(*found.note), names=found.names, deleted=found.deleted)
