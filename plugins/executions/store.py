"""Executions on the disk: their metadata under a lock, and what is in their folders."""

import contextlib
import errno
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from ...core import file_locks
from ...core.clock import Clock
from ...core.contracts.executions import Execution, ExecutionImage, ExecutionKey
from ...core.errors import Busy, Invalid, NotFound, ReadOnly, from_os_error
from ...core.execution_names import ImageName, VideoName, slug
from ...core.file_signatures import Signature, file_signature
from ...core.files import Files
from ...core.plain_files import NOT_PLAIN
from ...core.settling import may_be_in_writing
from ...core.troubles import DAMAGE, aside
from .listings import Listings, Named, image_listings, video_listings
from .metadata import FORMAT, MOST_BYTES, DamagedMetadata, Metadata, decode
from .places import IMAGES, INPUT, METADATA, VIDEOS, Places

_LOG: Final = logging.getLogger("penstock.executions")
_MOST_KNOWN: Final = 2_048  # the list reads all of them, one after the other: fewer would be forgotten before it ends
_SOURCE: Final = re.compile(r"source_(?P<hash>[0-9a-f]{12})\.png")


@define
class ExecutionStore:
    """See the module. Blocks; safe on any thread and beside other processes; raises `PenstockError`."""

    places: Places
    files: Files
    clock: Clock
    pictures: Listings[ImageName] = field(factory=image_listings)
    clips: Listings[VideoName] = field(factory=video_listings)
    _known: dict[Path, tuple[Signature, Metadata]] = field(factory=dict)

    @contextlib.contextmanager
    def holding(self, story: str) -> Iterator[None]:
        """Keep everybody else from changing a story's executions, other processes too; `Busy` after 5 s."""
        self.places.story(story)
        path = self.places.root / file_locks.FOLDER / f"{story}.executions.lock"
        busy = "Another program changes these executions."
        with file_locks.held(self.files, path, busy=busy, what="the executions"):
            yield

    def metadata(self, key: ExecutionKey) -> Metadata | None:
        """What metadata.json says, None where there is none: then it is no execution."""
        folder = self.places.execution(key)
        signature = file_signature(folder / METADATA)
        if signature is None:
            return None
        known = self._known.get(folder)
        if known is None or known[0] != signature:
            read = self._read(folder)
            if read is None:
                return None
            known = signature, read
            while len(self._known) >= _MOST_KNOWN:
                self._known.pop(next(iter(self._known)), None)
            self._known[folder] = known
        return known[1]

    def found(self, key: ExecutionKey) -> Metadata:
        """What metadata.json says; `NotFound`."""
        metadata = self.metadata(key)
        if metadata is None:
            raise NotFound(
                f"There is no execution {key.exec_id!r} of the story {key.story!r} in the job {key.job!r}.",
                hint="Choose another one, or restore it from the trash.",
                field="exec_id",
            )
        return metadata

    def writable(self, key: ExecutionKey) -> Metadata:
        """`found`, of what may be changed; `ReadOnly`."""
        metadata = self.found(key)
        if metadata.read_only:
            raise ReadOnly(
                f"The execution {key.exec_id} is not changed here: {metadata.problems[0]}", hint="Start a new one."
            )
        return metadata

    def write(self, key: ExecutionKey, metadata: Metadata) -> None:
        """Store metadata, whole or not at all; only while it is held."""
        path = self.places.execution(key) / METADATA
        before = self._bytes(path)
        self._known.pop(path.parent, None)
        try:
            self.files.write(path, metadata.encode(key))
        except OSError as error:
            self._put_back(path, before)
            raise from_os_error(error, "store what the execution is") from error

    def set_aside(self, key: ExecutionKey) -> str:
        """Keep damaged metadata beside, before new is written in its place; what is said of it.

        `Busy` for what was written within the last 10 s: its writer may not have done yet.
        """
        path = self.places.execution(key) / METADATA
        signature, data = file_signature(path), self._bytes(path)
        if signature is not None and may_be_in_writing(signature[0], self.clock):
            raise Busy("Another program is writing metadata.json, or has just left it so.", hint="Try again soon.")
        target = aside(path, self.clock.wall_ms())
        try:
            with self.files.stage(path.parent) as staged:
                staged.write(data or b"")
            self.files.place(staged.path, target)
        except OSError as error:
            raise from_os_error(error, "keep the damaged metadata.json") from error
        told = f"metadata.json was damaged, and is kept as {target.name}."
        _LOG.warning("%s: %s", key.exec_id, told, extra=DAMAGE)
        return told

    def execution(self, key: ExecutionKey) -> Execution:
        """An execution as it is now; `NotFound`."""
        metadata, folder = self.found(key), self.places.execution(key)
        images = self.pictures.of(folder / IMAGES)
        there = {one.name for one in images}
        return Execution(
            key=key,
            folder=folder,
            input_hash=metadata.input_hash,
            started=metadata.started,
            scenes=metadata.scenes,
            variants=metadata.variants,
            picks={order: name for order, name in metadata.picks.items() if name in there},
            images=len(images),
            videos=len(self.clips.of(folder / VIDEOS)),
            finished=metadata.finished,
            read_only=metadata.read_only,
            problems=(*metadata.problems, *_links(folder)),
        )

    def named_images(self, key: ExecutionKey) -> tuple[Named[ImageName], ...]:
        """The names of the pictures."""
        return self.pictures.of(self.places.execution(key) / IMAGES)

    def images(self, key: ExecutionKey) -> tuple[ExecutionImage, ...]:
        """The pictures by order, variant, counter; `NotFound`."""
        picks = self.found(key).picks
        folder = self.places.execution(key) / IMAGES
        return tuple(
            image_of(folder, one, picked=picks.get(one.says.order) == one.name) for one in self.pictures.of(folder)
        )

    def videos(self, key: ExecutionKey) -> tuple[Named[VideoName], ...]:
        """The names of the videos; `NotFound`."""
        self.found(key)
        return self.clips.of(self.places.execution(key) / VIDEOS)

    def missing(self, key: ExecutionKey, variants: int) -> tuple[int, ...]:
        """The orders of the scenes that have fewer pictures than that."""
        return lacking(self.found(key), self.named_images(key), variants)

    def source(self, key: ExecutionKey) -> Path:
        """The picture that the execution began with; `NotFound`."""
        metadata, folder = self.found(key), self.places.part(key, INPUT)
        path = folder / f"source_{metadata.input_hash}.png"
        if not re.fullmatch(r"[0-9a-f]{12}", metadata.input_hash) or not path.is_file() or path.is_symlink():
            raise NotFound("The source picture of this execution is not there.", field="exec_id")
        return path

    def make_folder(self, folder: Path) -> None:
        """Make a folder for pictures, where it is not there."""
        try:
            self.files.make_folder(folder)
        except OSError as error:
            raise from_os_error(error, "make the folder of the pictures") from error

    def hashes(self, folder: Path) -> tuple[str, ...]:
        """The hashes of the source pictures in an execution's folder, whether it has metadata or not."""
        if (folder / INPUT).is_symlink():
            return ()
        try:
            names = [path.name for path in (folder / INPUT).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise from_os_error(error, "look at the source picture") from error
        return tuple(sorted(match["hash"] for name in names if (match := _SOURCE.fullmatch(name))))

    def _read(self, folder: Path) -> Metadata | None:
        try:
            data = self._bytes(folder / METADATA)
            if data is None:
                return None
            found = decode(data)
        except DamagedMetadata as error:
            return self._damaged(folder, f"metadata.json is damaged: {error}.")
        except Invalid as error:
            return self._damaged(folder, error.message)
        if found.format > FORMAT:
            told = "metadata.json was written by a newer program."
            return evolve(found, problems=(told, *found.problems))
        return found

    def _damaged(self, folder: Path, told: str) -> Metadata:
        hashes = self.hashes(folder)
        return Metadata(
            input_hash=hashes[0] if len(hashes) == 1 else "", started=_when(folder), damaged=True, problems=(told,)
        )

    def _bytes(self, path: Path) -> bytes | None:
        try:
            return self.files.read(path, MOST_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.EFBIG or error.errno in NOT_PLAIN:
                raise Invalid(f"{path.name} is no plain file of a size to be read.", field="exec_id") from error
            raise from_os_error(error, f"read {path.name}") from error

    def _put_back(self, path: Path, before: bytes | None) -> None:
        """A disk that fails after the new file got its name must not leave what was never acknowledged."""
        try:
            if before is not None and self.files.read(path, MOST_BYTES) != before:
                self.files.write(path, before)
            elif before is None:
                self.files.discard(path)
        except OSError as error:
            _LOG.warning("%s may not be as it was before a write that failed: %s", path.name, error)


def lacking(metadata: Metadata, images: tuple[Named[ImageName], ...], variants: int) -> tuple[int, ...]:
    """The orders of the scenes that have fewer than `variants` pictures (at least 1)."""
    counts: dict[tuple[int, str], int] = {}
    for one in images:
        which = one.says.order, one.says.scene
        counts[which] = counts.get(which, 0) + 1
    wanted = max(1, variants)
    return tuple(one.order for one in metadata.scenes if counts.get((one.order, slug(one.name)), 0) < wanted)


def image_of(folder: Path, one: Named[ImageName], *, picked: bool = False) -> ExecutionImage:
    """A picture of a folder."""
    return ExecutionImage(
        name=one.name,
        order=one.says.order,
        scene=one.says.scene,
        variant=one.says.variant,
        counter=one.says.counter,
        picked=picked,
        path=folder / one.name,
    )


def _links(folder: Path) -> list[str]:
    """Folders of an execution that are links: nothing is read from there, and nothing written."""
    return [
        f"The folder {name} is a link, and is not used." for name in (IMAGES, VIDEOS) if (folder / name).is_symlink()
    ]


def _when(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0
