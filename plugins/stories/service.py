"""The service of stories: files, trash, events, texts of scenes. See the contract `Stories`."""

import errno
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.change_ledger import ChangeLedger
from ...core.contracts.prompts import PromptCollection, Prompts
from ...core.contracts.stories import DeletedStory, ScenePrompts, StoryInfo, StoryNote, StoryScene
from ...core.document_disk import DocumentDisk
from ...core.errors import Conflict, Invalid, PenstockError, from_os_error
from ...core.events.base import Event
from ...core.events.stories import StoryChangedElsewhere, StoryDeleted, StoryRestored
from ...core.file_signatures import Signature, as_text
from ...core.names import natural_order
from ...core.trash import Trash, Trashed
from ...core.values import frozen
from .prompt_texts import PromptTexts
from .story_files import ReadStory, StoryFiles, gone
from .told import saved
from .uses import SceneUses

KIND: Final = "stories"
_LOG: Final = logging.getLogger("penstock.stories")


@frozen(kw_only=True)
class Neighbours:
    """What other plugins know: the names of all scenes, prompts, and what makes texts of them."""

    scenes: Callable[[], Sequence[str]]
    prompts: Callable[[], Prompts]
    texts: PromptTexts


class StoryService:
    """See the module. `notify` publishes an event and returns at once."""

    def __init__(
        self, files: StoryFiles, trash: Trash, notify: Callable[[Event], object], neighbours: Neighbours
    ) -> None:
        self._files = files
        self._trash = trash
        self._notify = notify
        self._neighbours = neighbours
        self._ledger = ChangeLedger(lambda story: f"The story {story} is being changed.")
        self._uses = SceneUses(files.signatures, self._scenes_of)
        self._notes: dict[str, tuple[Signature, StoryNote]] = {}
        self._closing: list[Callable[[], None]] = []

    def start(self) -> None:
        """Take note of what there is, without telling it, and tidy the trash. A disk that refuses hinders nobody."""
        try:
            for story, signature in self._files.signatures().items():
                self._ledger.note(story, as_text(signature))
        except PenstockError as error:
            _LOG.warning("stories cannot be listed yet: %s", error)
        self._tidy()

    def on_close(self, close: Callable[[], None]) -> None:
        """Call `close` when the service is closed."""
        self._closing.append(close)

    def close(self) -> None:
        """Stop what was started for it."""
        while self._closing:
            self._closing.pop()()

    @property
    def root(self) -> Path:
        """The folder of all stories; it need not exist."""
        return self._files.root

    def names(self) -> tuple[str, ...]:
        """See `Stories`."""
        return tuple(sorted(self._files.signatures(), key=natural_order))

    def list(self) -> tuple[StoryNote, ...]:
        """See `Stories`; folders whose names no story can have are told as a problem."""
        scenes, found = frozenset(self._neighbours.scenes()), self._files.signatures()
        notes = {name: self._note(name, signature) for name, signature in found.items()}
        self._notes = {name: (found[name], note) for name, note in notes.items() if note is not None}
        there = (evolve(note, missing=_lacking(note.scenes, scenes)) for note in notes.values() if note is not None)
        notes_of_all = (*there, *map(_unusable, self._files.unusable()))
        return tuple(sorted(notes_of_all, key=lambda note: natural_order(note.name)))

    def folder(self, story: str) -> Path:
        """See `Stories`."""
        return self._files.folder(story)

    def read(self, story: str) -> StoryInfo:
        """See `Stories`; `NotFound`."""
        found = self._files.read(story).info
        if found is None:
            raise gone(story)
        return found

    def look_at(self, story: str) -> ReadStory:
        """A story with what its file holds; nothing in it where there is none."""
        return self._files.read(story)

    def earlier(self, story: str, revision: str) -> StoryInfo | None:
        """A story as it was at a revision; None where that is not remembered."""
        found = self._files.at(story, revision)
        if found is None:
            return None
        return StoryInfo(
            story_name=story,
            scenes=found.scenes,
            description=found.description,
            revision=revision,
            unknown=found.unknown,
        )

    def missing(self, story: StoryInfo) -> tuple[str, ...]:
        """The scenes that a story names and that are not there, each once, in their order."""
        return _lacking([one.scene_name for one in story.scenes], frozenset(self._neighbours.scenes()))

    def save(self, story: StoryInfo, seen: str | None) -> StoryInfo:
        """See `Stories`."""
        name = story.story_name
        with self._turn(name):
            before = self._files.read(name).info
            after = self._files.save(story, seen)
            if before is None or after.revision != before.revision:
                self._notify(saved(before, after))
        return after

    def delete(self, story: str) -> DeletedStory:
        """See `Stories`."""
        with self._turn(story), self._files.holding(story) as disk:
            if disk.signature() is None:
                raise gone(story)
            if not disk.is_plain():
                raise Invalid(f"story.json of {story} is no plain file.", hint="Take it away yourself.", field="story")
            deleted = _deleted(self._trash.put(disk.folder, KIND, story))
            disk.forget_good()
            self._notify(StoryDeleted(story=story, trash=deleted.trash))
        self._tidy()
        return deleted

    def deleted(self) -> tuple[DeletedStory, ...]:
        """See `Stories`."""
        return tuple(_deleted(one) for one in self._trash.deleted(KIND))

    def restore(self, trash_id: str) -> str:
        """See `Stories`."""
        story = self._trash.find(trash_id, KIND).note[0]
        with self._turn(story):
            with self._files.holding(story) as disk:
                _make_way(disk, story)
                self._trash.restore(self._trash.find(trash_id, KIND), disk.folder)
            self._notify(StoryRestored(story=story, revision=self._revision(story) or ""))
        return story

    def prompts(self, scene: StoryScene, seed: int = 0) -> ScenePrompts:
        """See `Stories`."""
        return self._neighbours.texts.of(scene, seed)

    def collection(self, scene: str) -> PromptCollection:
        """The prompts of a scene; `NotFound`."""
        return self._neighbours.texts.collection(scene)

    def check_prompts(self, scene: StoryScene) -> None:
        """Raise what `prompts` would, without making the texts."""
        self._neighbours.texts.check(scene)

    def uses(self, scene: str) -> tuple[str, ...]:
        """See `Stories`."""
        return self._uses.of(scene)

    def prompt_names(self, stories: Sequence[str] | None = None) -> tuple[str, ...]:
        """See `Stories`."""
        wanted = self.names() if stories is None else stories
        scenes = dict.fromkeys(scene for story in wanted for scene in self._scenes_of(story))
        there = frozenset(self._neighbours.scenes())
        return self._neighbours.prompts().discover([scene for scene in scenes if scene in there]).names

    def signature(self, story: str) -> str:
        """See `Stories`."""
        return as_text(self._files.signature(story))

    def look(self) -> None:
        """Tell which stories another process changed since the last look; one that is being changed here waits."""
        found = {story: as_text(signature) for story, signature in self._files.signatures().items()}
        for story in self._ledger.others(found):
            with self._ledger.free_turn(story) as ours:
                if ours:
                    self._look_at(story, self.signature(story))

    @contextmanager
    def _turn(self, story: str) -> Iterator[None]:
        """One change of a story, which is told by its own events and no others."""
        self._files.signature(story)  # a bad name has no turn
        with self._ledger.turn(story):
            self._look_at(story, self.signature(story))
            try:
                yield
            finally:
                self._ledger.note(story, self.signature(story))

    def _look_at(self, story: str, signature: str) -> None:
        if self._ledger.note(story, signature):
            revision = self._revision(story) if signature else None
            self._notify(StoryChangedElsewhere(story=story, revision=revision))

    def _revision(self, story: str) -> str | None:
        """None where there is no story, empty where it cannot be read."""
        try:
            found = self._files.read(story).info
            return None if found is None else found.revision
        except PenstockError:
            return ""

    def _note(self, story: str, signature: Signature) -> StoryNote | None:
        """A story in a list, without what is missing; read again where its file is another."""
        known = self._notes.get(story)
        if known is not None and known[0] == signature and not known[1].problems:
            return known[1]
        try:
            found = self._files.read(story).info
        except PenstockError as error:
            return StoryNote(name=story, revision=None, scenes=(), problems=(error.message,), read_only=True)
        if found is None:
            return None  # it went meanwhile
        return StoryNote(
            name=story,
            revision=found.revision,
            scenes=tuple(scene.scene_name for scene in found.scenes),
            problems=found.problems,
            read_only=found.read_only,
        )

    def _scenes_of(self, story: str) -> tuple[str, ...]:
        try:
            found = self._files.read(story).info
        except PenstockError:
            return ()  # what cannot be read uses nothing, and is told where it is shown
        return () if found is None else tuple(scene.scene_name for scene in found.scenes)

    def _tidy(self) -> None:
        try:
            self._trash.expire(KIND)
        except PenstockError as error:
            _LOG.warning("deleted stories cannot be tidied yet: %s", error)


def _lacking(names: Sequence[str], scenes: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name not in scenes))


def _unusable(name: str) -> StoryNote:
    problem = (
        "The name of its folder cannot be used here: rename the folder to letters A to Z, digits, _ . - and spaces."
    )
    return StoryNote(name=name, revision=None, scenes=(), problems=(problem,), read_only=True)


def _deleted(found: Trashed) -> DeletedStory:
    return DeletedStory(trash=found.id, name=found.note[0], deleted=found.deleted)


def _make_way(disk: DocumentDisk, story: str) -> None:
    """Nothing but the empty folder that a save which failed may have left stands in the way."""
    if not os.path.lexists(disk.folder):
        return
    try:
        disk.files.unmark(disk.folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise from_os_error(error, "restore the story") from error
        again = f"There is a story {story!r} again."
        raise Conflict(again, hint="Delete that first, then restore.", field="trash") from error
