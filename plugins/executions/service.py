"""The service of executions: what is on the disk, and what is told of each change. See the contract `Executions`."""

import builtins
import contextlib
import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import define, evolve, field

from ...core.contracts.executions import (
    DeletedImages,
    Execution,
    ExecutionImage,
    ExecutionKey,
    ExecutionScene,
    SavedImages,
    Transition,
)
from ...core.contracts.pictures import Pictures
from ...core.errors import NotFound, PenstockError, from_os_error
from ...core.events.base import Event
from ...core.events.executions import (
    ExecutionChangedElsewhere,
    ExecutionFinished,
    ExecutionImagePicked,
    ExecutionImageSaved,
    ExecutionImagesDeleted,
    ExecutionImagesRestored,
    ExecutionStarted,
)
from ...core.execution_names import parse_image
from ...core.file_signatures import file_signature
from .listings import Named
from .metadata import Metadata
from .newcomers import Newcomers
from .pairs import transitions
from .places import IMAGES, METADATA, VIDEOS
from .rubbish import WHOLE, Rubbish
from .saving import Encoded, Saving, Wanted, check_variants, check_wanted
from .starting import Starting
from .store import ExecutionStore, image_of, lacking
from .watching import Watching

_LOG: Final = logging.getLogger("penstock.executions")
_YOUNG_MS: Final = 24 * 3600 * 1000


def _nothing() -> None:
    """Nothing was started."""


@define
class ExecutionService:
    """Implements `Executions`; see there. `notify` publishes an event and returns at once."""

    store: ExecutionStore
    starting: Starting
    saving: Saving
    rubbish: Rubbish
    pictures: Callable[[], Pictures]
    notify: Callable[[Event], object]
    watching: Watching = field(init=False)
    newcomers: Newcomers = field(init=False)
    _stop: Callable[[], None] = field(default=_nothing, init=False)
    _unsaid: set[ExecutionKey] = field(factory=set, init=False)
    _warned: set[ExecutionKey] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        self.watching = Watching(self.store, self.store.clock, self._elsewhere)
        self.newcomers = Newcomers(self.store.places, self.store.clock, self.watching, self._elsewhere)

    def on_close(self, stop: Callable[[], None]) -> None:
        """Call `stop` when the service is closed."""
        self._stop = stop

    def close(self) -> None:
        """End what was started for it."""
        self._stop()

    def new_id(self) -> str:
        """A free looking id."""
        return self.starting.new_id()

    def start(
        self, story: str, scenes: Sequence[ExecutionScene], image: Any, *, job: str = "", exec_id: str = ""
    ) -> tuple[Execution, bool]:
        """A new execution, or the one of that id continued."""
        with self.watching.quiet():
            key, metadata, new = self.starting.start(story, scenes, image, job, exec_id, self.pictures())
            self._note(key, there=True)
        self.notify(
            ExecutionStarted(
                key=key, input_hash=metadata.input_hash, scene_count=len(metadata.scenes), continued=not new
            )
        )
        self._finish(key)
        return self.get(key), new

    def get(self, key: ExecutionKey) -> Execution:
        """One execution."""
        return self.store.execution(key)

    def find(self, images_dir: str) -> Execution:
        """The execution of a folder."""
        key = self.store.places.key_of(images_dir)
        if key is None:
            raise NotFound("This is no folder of an execution.", hint="Link exec_images_dir.", field="exec_images_dir")
        return self.get(key)

    def list(self, story: str | None = None) -> tuple[Execution, ...]:
        """The executions, the newest first; what can be told of one that cannot be read."""
        made = []
        for key in self.store.places.every(story):
            with contextlib.suppress(NotFound):  # a folder without metadata is none; or it went meanwhile
                made.append(self.get(key))
        return tuple(sorted(made, key=lambda one: (one.started, one.key.exec_id), reverse=True))

    def jobs(self, story: str) -> tuple[str, ...]:
        """The jobs of a story, the newest first."""
        return self.store.places.job_names(story)

    def want(self, key: ExecutionKey, variants: int) -> Execution:
        """Say how many pictures each scene shall have."""
        check_variants(variants)
        if self.store.found(key).variants != variants:
            with self.store.holding(key.story), self.watching.own(key) as own:
                metadata = self.store.writable(key)
                wanted = evolve(metadata, variants=variants)
                if lacking(wanted, self.store.named_images(key), variants):
                    wanted = evolve(wanted, finished=None)
                own.metadata = True
                self.store.write(key, wanted)
            self._finish(key)
        return self.get(key)

    def images(self, key: ExecutionKey) -> tuple[ExecutionImage, ...]:
        """The pictures by order, variant, counter."""
        return self.store.images(key)

    def missing(self, key: ExecutionKey, variants: int) -> tuple[int, ...]:
        """The orders of the scenes that lack pictures."""
        return self.store.missing(key, check_variants(variants))

    def save_images(
        self,
        key: ExecutionKey,
        scene: ExecutionScene,
        batch: Sequence[Encoded],
        extension: str,
        variants: int = 0,
    ) -> SavedImages:
        """Save encoded pictures as variants of a scene."""
        self.store.found(key)
        wanted = Wanted(scene.order, scene.name, tuple(batch), _dotted(extension), variants)
        check_wanted(wanted)
        folder = self.store.places.part(key, IMAGES)
        self.store.make_folder(folder)
        with self.watching.own(key) as own:
            saved = self.saving.save(folder, wanted)
            own.added.update(f"{IMAGES}/{name}" for name in saved.new)
            self._tell_saved(key, saved.new)
        self._finish(key)
        metadata = self.store.metadata(key)
        picks = frozenset(metadata.picks.values()) if metadata else frozenset()
        named = (Named(name, says) for name in saved.names if (says := parse_image(name)))
        images = (image_of(folder, one, picked=one.name in picks) for one in named)
        return SavedImages(images=tuple(images), kept=len(saved.names) - len(saved.new))

    def pick(self, key: ExecutionKey, order: int, name: str | None) -> Execution:
        """Choose the best picture of a scene, or none."""
        with self.store.holding(key.story), self.watching.own(key) as own:
            metadata = self.store.writable(key)
            if name is not None and not any(
                one.name == name and one.says.order == order for one in self.store.named_images(key)
            ):
                raise NotFound(f"There is no picture {name[:80]!r} of that scene.", hint="Look again.", field="image")
            if metadata.picks.get(order) != name:
                own.metadata = True
                self.store.write(key, metadata.picking(order, name))
                self.notify(ExecutionImagePicked(key=key, order=order, image=name))
        return self.get(key)

    def transitions(self, key: ExecutionKey) -> tuple[Transition, ...]:
        """The pairs of scenes that follow each other."""
        return transitions(self.store.found(key).scenes, self.images(key))

    def delete_images(self, key: ExecutionKey, names: Sequence[str]) -> DeletedImages:
        """Move pictures or videos to the trash."""
        self.store.found(key)
        with self.store.holding(key.story), self.watching.own(key) as own:
            kind, deleted = self.rubbish.delete_files(key, names)
            own.removed.update(f"{kind}/{name}" for name in deleted.names)
            self.notify(ExecutionImagesDeleted(key=key, names=deleted.names, trash=deleted.trash))
        return deleted

    def delete(self, key: ExecutionKey) -> DeletedImages:
        """Move a whole execution to the trash."""
        self.store.found(key)
        with self.watching.quiet(), self.store.holding(key.story):
            deleted = self.rubbish.delete(key)
            self._note(key, there=False)
            self.notify(ExecutionImagesDeleted(key=key, names=(), trash=deleted.trash))
        return deleted

    def deleted(self) -> tuple[DeletedImages, ...]:
        """What can be restored."""
        return self.rubbish.deleted()

    def restore(self, trash_id: str) -> ExecutionKey:
        """Bring back what was deleted."""
        found = self.rubbish.find(trash_id)
        key = ExecutionKey(*found.note)
        with self.watching.quiet(), self.store.holding(key.story), self.watching.own(key) as own:
            restored = self.rubbish.restore(self.rubbish.find(trash_id))
            kind = IMAGES if found.kind.endswith(IMAGES) else VIDEOS
            own.added.update(f"{kind}/{name}" for name in restored.names)
            if found.kind == WHOLE:
                own.known = False
                self._note(key, there=True)
            self.notify(ExecutionImagesRestored(key=key, names=restored.names))
        self._finish(key)
        return key

    def signature(self, key: ExecutionKey) -> str:
        """Changes whenever its files or picks do."""
        folder = self.store.places.execution(key)
        digest = hashlib.sha256(repr(file_signature(folder / METADATA)).encode())
        for name in (IMAGES, VIDEOS):
            digest.update(repr((name, *_states(folder / name))).encode())
        return digest.hexdigest()

    def looked_at(self, key: ExecutionKey) -> None:
        """Somebody looks at an execution: tell what others do to it, and whether they completed it meanwhile."""
        self.watching.watch(key)
        self._unsaid.add(key)

    def is_young(self, found: Execution) -> bool:
        """Whether an execution began within the last day."""
        return abs(self.store.clock.wall_ms() - found.started) < _YOUNG_MS

    def look(self) -> None:
        """Look once at what others did; `PenstockError` of the disk."""
        if not self.watching.is_quiet:
            self.newcomers.look()
        self.watching.look()
        for key in tuple(self._unsaid):
            self._finish(key)

    def _note(self, key: ExecutionKey, *, there: bool) -> None:
        if there:
            self.watching.watch(key)
        else:
            self.watching.drop(key)
        self.newcomers.ours(key, there=there)

    def _tell_saved(self, key: ExecutionKey, names: Sequence[str]) -> None:
        metadata = self.store.metadata(key)
        named = {one.name: one.says for one in self.store.named_images(key)}
        for left, name in zip(range(len(names) - 1, -1, -1), names, strict=True):
            if (says := named.get(name)) is not None:
                self.notify(
                    ExecutionImageSaved(
                        key=key,
                        image=name,
                        order=says.order,
                        scene=says.scene,
                        variant=says.variant,
                        images=len(named) - left,
                        wanted=wanted_images(metadata),
                    )
                )

    def _finish(self, key: ExecutionKey) -> None:
        """Say once that an execution has what it shall have; where the disk refuses, the next look says it."""
        try:
            if self._is_complete(key):
                self._finished(key)
        except PenstockError as error:
            if key not in self._warned:
                _LOG.warning("%s is complete, and that cannot be stored yet: %s", key.exec_id, error)
            self._warned.add(key)
            self._unsaid.add(key)
        else:
            self._unsaid.discard(key)
            self._warned.discard(key)

    def _finished(self, key: ExecutionKey) -> None:
        with self.store.holding(key.story), self.watching.own(key) as own:
            metadata = self.store.metadata(key)
            if metadata is None or not self._is_complete(key):
                return  # another process said so
            own.metadata = True
            self.store.write(key, evolve(metadata, finished=self.store.clock.wall_ms()))
            self.notify(ExecutionFinished(key=key, images=len(self.store.named_images(key))))

    def _is_complete(self, key: ExecutionKey) -> bool:
        """Whether it has all and nobody said so yet."""
        metadata = self.store.metadata(key)
        if metadata is None or metadata.finished is not None or metadata.read_only or not wanted_images(metadata):
            return False
        return not lacking(metadata, self.store.named_images(key), metadata.variants)

    def _elsewhere(self, key: ExecutionKey) -> None:
        self.notify(ExecutionChangedElsewhere(key=key))
        self._unsaid.add(key)  # not now: the story may be held by whoever found out


def wanted_images(metadata: Metadata | Execution | None) -> int:
    """How many pictures an execution shall have, 0 where nobody said so."""
    return len(metadata.scenes) * metadata.variants if metadata else 0


def _dotted(extension: str) -> str:
    return (extension if extension.startswith(".") else f".{extension}").lower()


def _states(folder: Any) -> "builtins.list[tuple[str, int, int]]":
    if folder.is_symlink():
        return []
    try:
        with os.scandir(folder) as entries:
            found = [(one.name, one.stat(follow_symlinks=False)) for one in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise from_os_error(error, "look at the execution") from error
    return sorted((name, state.st_mtime_ns, state.st_size) for name, state in found)
