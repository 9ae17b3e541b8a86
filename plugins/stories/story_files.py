"""The stories on the disk: `<root>/<story>/story.json`, read, saved, mended."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.stories import StoryInfo
from ...core.document_disk import CORRUPT, V1_BACKUP
from ...core.errors import BadName, Busy, Conflict, Invalid, NotFound, PenstockError, ReadOnly, TooLarge, from_os_error
from ...core.file_signatures import Signature, file_signature
from ...core.files import Files
from ...core.names import check_path_name, contained, is_path_name, namesake
from ...core.settling import may_be_in_writing
from ...core.troubles import DAMAGE
from ...core.values import frozen
from .checking import attached, check_changes
from .decoded_stories import DecodedStories, revision_of
from .decoding import MOST_BYTES, DamagedStory, Decoded, decode
from .encoding import bytes_of
from .scene_ids import ids_of
from .story_disk import FILE_NAME, KIND, StoryDisk

_LOG: Final = logging.getLogger("penstock.stories")
_SETTLING: Final = 0.1
"""Seconds until a damaged file is believed to be one: somebody may be writing it in place just now."""


@frozen(kw_only=True)
class ReadStory:
    """A story with what was read, and the bytes; `info` is None where there is no file."""

    info: StoryInfo | None = None
    decoded: Decoded | None = None
    data: bytes | None = None


class StoryFiles:
    """See the module. `private` is a folder that nobody else writes to, for the last good copies.

    What a method returned is durable, what it raised changed nothing. Raises `BadName` for what is no name of a story,
    `Busy`, and the errors of the disk. All methods block; safe on any thread and beside other processes.
    """

    def __init__(self, root: Path, private: Path, files: Files, clock: Clock) -> None:
        self._root = root
        self._private = private
        self._files = files
        self._clock = clock
        self._known = DecodedStories()
        self._mendings: dict[str, tuple[str, str]] = {}
        self._noted: dict[str, tuple[str, Signature | None]] = {}

    @property
    def root(self) -> Path:
        """The folder of all stories; it need not exist."""
        return self._root

    def signatures(self) -> dict[str, Signature]:
        """The signatures of all stories: cheap enough to be asked for twice a second."""
        found = ((name, _signature(self._root / name)) for name in self._folders() if is_path_name(name))
        return {name: signature for name, signature in found if signature is not None}

    def unusable(self) -> tuple[str, ...]:
        """Folders with a story whose names no story can have here, sorted."""
        names = (name for name in self._folders() if not is_path_name(name) and not name.startswith("."))
        return tuple(sorted(name for name in names if _signature(self._root / name) is not None))

    def folder(self, story: str) -> Path:
        """The folder of a story, which need not exist."""
        return self._disk(story).folder

    def signature(self, story: str) -> Signature | None:
        """Changes whenever the file does (mtime in ns, bytes, inode), None where there is none."""
        return self._disk(story).signature()

    def read(self, story: str) -> ReadStory:
        """A story; nothing in it where there is no file.

        A damaged file is kept beside as `story.json.corrupt-<ms>` and replaced by the last good copy, once nobody has
        written it for 10 s; until then the copy is what is answered. `Invalid` where there is none, and then it stays
        as it is. `TooLarge` for what is no size for a story.
        """
        disk = self._disk(story)
        data = disk.read()
        if data is None:
            return ReadStory()
        try:
            found = self._read(disk, data)
        except DamagedStory:
            return self._mended(disk)
        self._notice(disk, found)
        return self._with_mending(found)

    def at(self, story: str, revision: str) -> Decoded | None:
        """What a story was at a revision that this process has seen lately."""
        return self._known.get(story, revision)

    def save(self, story: StoryInfo, seen: str | None) -> StoryInfo:
        """Store a story in the place of that with the revision `seen` (None: there is no file yet).

        `Conflict` where another is there by now. The first save over a file of version 1 keeps its bytes as
        `story.json.v1.backup`. Unknown fields that the caller left out are put back. `ReadOnly` over a newer format;
        `Invalid` and `TooLarge` for what may not be stored.
        """
        disk = self._disk(story.story_name)
        with disk.holding():
            disk.sweep()
            held = self._held(disk)
            now = held.info or StoryInfo(story_name=story.story_name)
            if now.read_only:
                raise ReadOnly(
                    f"The story {now.story_name} was written by a newer program.", hint="Update Penstock to change it."
                )
            if now.revision != seen:
                raise _stale(now, seen)
            if held.info is None and (known := namesake(story.story_name, self.signatures())) is not None:
                raise _stale(StoryInfo(story_name=known), None)
            wanted = attached(now, evolve(story, read_only=False, problems=()))
            check_changes(now.scenes, wanted)
            return self._stored(disk, held, wanted)

    @contextlib.contextmanager
    def holding(self, story: str) -> Iterator[StoryDisk]:
        """The files of a story while nobody else, other processes included, can change them; `Busy` after 5 s."""
        disk = self._disk(story)
        with disk.holding():
            disk.sweep()
            yield disk

    def _stored(self, disk: StoryDisk, held: ReadStory, wanted: StoryInfo) -> StoryInfo:
        data = bytes_of(wanted, str(disk.folder))
        if held.info is not None and not is_lacking(held) and bytes_of(held.info, str(disk.folder)) == data:
            return held.info
        if len(data) > MOST_BYTES:
            raise TooLarge(f"A story has at most {MOST_BYTES >> 20} MiB.", hint="Shorten its prompts.")
        if held.decoded is not None and held.decoded.migrated and held.data is not None:
            disk.keep_beside(V1_BACKUP, held.data)
        if data != held.data:
            disk.replace(held.data, data)
        found = self._read(disk, data)
        self._keep(disk, found)
        return found.info or wanted

    def _read(self, disk: StoryDisk, data: bytes) -> ReadStory:
        name, revision = disk.folder.name, revision_of(data)
        decoded = self._known.get(name, revision)
        if decoded is None or _has_other_ids(disk, decoded):
            decoded = self._known.keep(name, revision, len(data), decode(name, data, disk.remembered()))
        info = StoryInfo(
            story_name=name,
            story_dir=str(disk.folder),
            scenes=decoded.scenes,
            description=decoded.description,
            revision=revision,
            read_only=decoded.read_only,
            problems=decoded.problems,
            unknown=decoded.unknown,
        )
        return ReadStory(info=info, decoded=decoded, data=data)

    def _with_mending(self, found: ReadStory) -> ReadStory:
        """What was mended is told as long as the file is what was put back."""
        if found.info is None:
            return found
        revision, told = self._mendings.get(found.info.story_name, ("", ""))
        if not told or revision != found.info.revision:
            return found
        return evolve(found, info=evolve(found.info, problems=(told, *found.info.problems)))

    def _disk(self, story: str) -> StoryDisk:
        name = check_path_name(story, "story")
        path = contained(self._root, name)
        if path.parent != self._root.resolve() or path.name != name:
            raise BadName(f"{name!r} is a link, or is written otherwise on the disk.", field="story")
        return StoryDisk(KIND, path, self._private / name, self._files, self._clock)

    def _folders(self) -> list[str]:
        try:
            with os.scandir(self._root) as entries:
                return [one.name for one in entries if one.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise from_os_error(error, "list the stories") from error

    def _held(self, disk: StoryDisk) -> ReadStory:
        """What the file holds, mended; only while it is held."""
        for wait in (True, False):
            data = disk.read()
            if data is None:
                return ReadStory()
            try:
                return self._read(disk, data)
            except DamagedStory as error:
                if not wait:
                    self._check_settled(disk)
                    return self._restored(disk, data, str(error))
            self._files.pause(_SETTLING)
        raise AssertionError

    def _check_settled(self, disk: StoryDisk) -> None:
        signature = disk.signature()
        if signature is not None and may_be_in_writing(signature[0], self._clock):
            raise Busy("Another program is writing it, or has just left it so.", hint="Try again in some seconds.")

    def _good(self, disk: StoryDisk) -> ReadStory | None:
        good = disk.last_good()
        try:
            return self._read(disk, good) if good is not None else None
        except (DamagedStory, TooLarge):
            return None

    def _restored(self, disk: StoryDisk, damaged: bytes, damage: str) -> ReadStory:
        good = self._good(disk)
        if good is None or good.info is None or good.data is None:
            raise Invalid(
                f"story.json of {disk.folder.name} is damaged ({damage}), and no good copy of it is known.",
                hint="Nothing was changed. Mend the file, or take it away.",
                field="story",
            )
        kept = disk.keep_beside(CORRUPT, damaged)
        disk.replace(damaged, good.data)
        told = f"story.json was damaged ({damage}). Its last good copy is in its place, the damaged one is {kept}."
        _LOG.warning("%s: %s", disk.folder.name, told, extra=DAMAGE)
        self._mendings[disk.folder.name] = (good.info.revision or "", told)
        return self._with_mending(good)

    def _mended(self, disk: StoryDisk) -> ReadStory:
        try:
            with disk.holding():
                return self._held(disk)
        except PenstockError as error:
            good = self._good(disk)
            if good is None or good.info is None:
                raise
            told = f"story.json is damaged and could not be mended yet: {error.message} This is its last good copy."
            return evolve(good, info=evolve(good.info, problems=(told, *good.info.problems)))

    def _notice(self, disk: StoryDisk, found: ReadStory) -> None:
        """Keep what somebody else wrote as the last good copy, once."""
        if found.info is None:
            return
        noted = (found.info.revision or "", disk.good_signature())
        if self._noted.get(disk.folder.name) == noted:
            return
        self._keep(disk, found)
        if found.decoded is not None and found.decoded.migrated:
            _LOG.warning("%s: story.json is of version 1 and is migrated by the next save.", disk.folder.name)

    def _keep(self, disk: StoryDisk, found: ReadStory) -> None:
        if found.info is None or found.data is None:
            return
        disk.keep_good(found.data)
        ids: dict[str, list[str]] = {}
        for scene in found.info.scenes:
            ids.setdefault(scene.scene_name, []).append(scene.scene_id)
        disk.remember(ids)
        self._noted[disk.folder.name] = (found.info.revision or "", disk.good_signature())


def _signature(folder: Path) -> Signature | None:
    return file_signature(folder / FILE_NAME, KIND.the)


def _has_other_ids(disk: StoryDisk, decoded: Decoded) -> bool:
    """Whether bytes that do not say their ids came back after the scenes had got others."""
    entries = list(decoded.before.values())
    return decoded.bare and ids_of(disk.folder.name, entries, disk.remembered()) != list(decoded.before)


def is_lacking(found: ReadStory) -> bool:
    """Whether a file does not say itself what is read out of it: it is of version 1, or without ids."""
    return found.decoded is None or found.decoded.migrated or found.decoded.bare


def gone(story: str) -> NotFound:
    """What is said of a story that there is none of."""
    return NotFound(f"There is no story {story!r}.", hint="Choose another one, or restore it.", field="story")


def _stale(now: StoryInfo, seen: str | None) -> Conflict:
    details = {"current": {"story": now.story_name, "revision": now.revision}}
    if seen is None:
        message, hint = f"There is a story {now.story_name!r} already.", "Choose another name, or open that one."
    elif now.revision is None:
        message, hint = f"The story {now.story_name!r} is gone.", "Restore it, or save it under another name."
    else:
        message, hint = "This story was changed in the meantime.", "Look at it again, then make your change."
    return Conflict(message, hint=hint, field="story_name", details=details)
