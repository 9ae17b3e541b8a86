"""Beginning an execution: a folder that nobody else has, the source picture in it, and metadata.json as the last."""

import contextlib
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve

from ...core.contracts.executions import ExecutionKey, ExecutionScene
from ...core.contracts.pictures import Pictures
from ...core.errors import Conflict, PenstockError, from_os_error
from ...core.execution_names import image_name
from ...core.ids import Ids
from ...core.names import check_path_name
from .input_hash import checked_image, input_hash
from .metadata import Metadata, local_time
from .places import IMAGES, INPUT, VIDEOS
from .saving import Saving
from .store import ExecutionStore

_LOG: Final = logging.getLogger("penstock.executions")
_RANDOM: Final = 6
_JOB_DIGITS: Final = 12
_TRIES: Final = 100


@define
class Starting:
    """See the module."""

    store: ExecutionStore
    saving: Saving
    ids: Ids

    def new_id(self) -> str:
        """`YYYYMMDD_HHMMSS_<6 letters or digits>`, local time."""
        return self._id_of(self.store.clock.wall_ms())

    def new_job(self) -> str:
        """12 hex digits."""
        return self._random(_JOB_DIGITS)

    def start(
        self, story: str, scenes: Sequence[ExecutionScene], image: Any, job: str, exec_id: str, pictures: Pictures
    ) -> tuple[ExecutionKey, Metadata, bool]:
        """See `Executions.start`; to be called while the story is held by nobody."""
        self.store.places.story(story)
        made = Metadata(input_hash=input_hash(image), started=self.store.clock.wall_ms(), scenes=_checked(scenes))
        sources = self._sources(made.input_hash, checked_image(image), pictures)
        if job:
            check_path_name(job, "job_id")
        if exec_id:
            check_path_name(exec_id, "exec_id")
        with self.store.holding(story):
            key = ExecutionKey(story, job or self._job_of(story, exec_id), exec_id)
            if not exec_id:
                return self._minted(key, made, sources)
            return self._given(key, made, sources, pictures)

    def _job_of(self, story: str, exec_id: str) -> str:
        """The job that an execution is in already, else a new one."""
        found = [key.job for key in self.store.places.every(story) if exec_id and key.exec_id == exec_id]
        if len(found) > 1:
            raise Conflict(
                f"Several jobs of {story!r} have an execution {exec_id!r}: {', '.join(sorted(found))}.",
                hint="Say which job is meant.",
                field="job_id",
            )
        return found[0] if found else self.new_job()

    def _minted(
        self, key: ExecutionKey, made: Metadata, sources: dict[str, bytes]
    ) -> tuple[ExecutionKey, Metadata, bool]:
        for _ in range(_TRIES):
            key = evolve(key, exec_id=self._id_of(made.started))
            if self._made_folder(key):
                self._fill(key, made, sources, new=True)
                return key, made, True
        raise Conflict("No free id was found for the execution.", hint="Try again.", field="exec_id")

    def _given(
        self, key: ExecutionKey, made: Metadata, sources: dict[str, bytes], pictures: Pictures
    ) -> tuple[ExecutionKey, Metadata, bool]:
        known = self.store.metadata(key)
        if known is not None and not known.damaged:
            return key, self._continued(key, known, made, pictures), False
        new = known is None and self._made_folder(key)
        others = [one for one in self.store.hashes(self.store.places.execution(key)) if one != made.input_hash]
        if others:
            raise _other_image(key)
        if known is not None:
            made = evolve(made, problems=(self.store.set_aside(key),))
        self._fill(key, made, sources, new=new)
        return key, made, known is None

    def _continued(self, key: ExecutionKey, known: Metadata, made: Metadata, pictures: Pictures) -> Metadata:
        if known.input_hash != made.input_hash and not self._is_source(key, made, pictures):
            raise _other_image(key)
        with contextlib.suppress(PenstockError):  # what is left over takes room, and no more
            self.saving.sweep(self.store.places.part(key, IMAGES))
        if known.scenes or not made.scenes or known.read_only:
            return known  # files are named by the order in which the scenes were when it began
        changed = evolve(known, scenes=made.scenes)
        self.store.write(key, changed)
        return changed

    def _is_source(self, key: ExecutionKey, made: Metadata, pictures: Pictures) -> bool:
        """Whether this is the file that was kept: 8 bits of a picture that may have had more."""
        try:
            return input_hash(pictures.read(self.store.source(key)).image) == made.input_hash
        except PenstockError:
            return False

    def _made_folder(self, key: ExecutionKey) -> bool:
        """Whether the folder was free, and is ours now."""
        folder = self.store.places.execution(key)
        try:
            self.store.files.make_folder(folder.parent)
            self.store.files.mark(folder)
        except FileExistsError:
            return False
        except OSError as error:
            raise from_os_error(error, "make the folder of the execution") from error
        return True

    def _fill(self, key: ExecutionKey, made: Metadata, sources: dict[str, bytes], *, new: bool) -> None:
        folder = self.store.places.execution(key)
        try:
            self.store.files.calls.sync_folder(folder.parent)
            for name in (INPUT, IMAGES, VIDEOS):
                self.store.files.make_folder(self.store.places.part(key, name))
            for name, data in sources.items():
                self.store.files.write(folder / INPUT / name, data)
            self.store.write(key, made)
        except OSError as error:
            self._undo(folder, new=new)
            raise from_os_error(error, "begin the execution") from error
        except PenstockError:
            self._undo(folder, new=new)
            raise

    def _undo(self, folder: Path, *, new: bool) -> None:
        """What was made here and is no execution."""
        if new:
            try:
                self.store.files.remove_tree(folder)
            except OSError as error:
                _LOG.warning("%s was begun, and could not be removed: %s", folder.name, error)

    def _sources(self, digest: str, image: Any, pictures: Pictures) -> dict[str, bytes]:
        names = [f"source_{digest}.png", *(f"source_{digest}_{index:02d}.png" for index in range(1, len(image)))]
        return {name: pictures.png(one) for name, one in zip(names, image, strict=True)}

    def _id_of(self, wall_ms: int) -> str:
        return f"{local_time(wall_ms):%Y%m%d_%H%M%S}_{self._random(_RANDOM)}"

    def _random(self, digits: int) -> str:
        return hashlib.sha256(self.ids.new().encode()).hexdigest()[:digits]


def _checked(scenes: Sequence[ExecutionScene]) -> tuple[ExecutionScene, ...]:
    for scene in scenes:
        image_name(scene.order, scene.name)
    return tuple(sorted(scenes, key=lambda one: one.order))


def _other_image(key: ExecutionKey) -> Conflict:
    return Conflict(
        f"The execution {key.exec_id!r} was begun with another picture, or one that was read in another way.",
        hint="Link the picture source_... in its folder input, or leave exec_id empty for a new execution.",
        field="exec_id",
    )
