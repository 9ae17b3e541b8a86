"""Stories follow their scenes: where a scene gets another name, saved stories and open drafts name it by that."""

import logging
from collections.abc import Iterable
from typing import Final

from attrs import evolve

from ...core.contracts.stories import StoryInfo, StoryScene
from ...core.draft_held import HeldDraft
from ...core.draft_values import Edit, changes_of, json_text
from ...core.drafts import Drafts
from ...core.errors import Busy, Conflict, NotFound, PenstockError
from .documents import KIND, SCENE
from .kept_renames import KeptRename, KeptRenames
from .scene_fields import SCENE_NAME, entry_of
from .service import StoryService

_LOG: Final = logging.getLogger("penstock.stories")
_TRIES: Final = 5


class RenamesFollowed:
    """See the module. It goes on after a crash: what is to be followed is on the disk. For one thread at a time."""

    def __init__(self, service: StoryService, drafts: Drafts, renames: KeptRenames) -> None:
        self._service = service
        self._drafts = drafts
        self._renames = renames
        self._told: set[str] = set()

    def follow(self) -> None:
        """Follow all renames in their order; one that cannot be written yet is tried again at the next call."""
        with self._renames.following() as renames:
            for rename in renames:
                if not self._follow(rename):
                    return
                self._renames.forget(rename)
                self._told.clear()

    def _follow(self, rename: KeptRename) -> bool:
        try:
            notes = {note.name: note.id for note in self._drafts.list(KIND)}
            stories = sorted({*self._service.uses(rename.old), *notes})
        except PenstockError as error:
            self._tell(f"stories cannot be listed to follow a scene to its new name: {error}")
            return False
        done = [self._follow_in(story, notes.get(story), rename) for story in stories]
        return all(done)

    def _follow_in(self, story: str, draft: str | None, rename: KeptRename) -> bool:
        try:
            if draft is None:
                self._save(story, rename)
            else:
                self._save_and_edit(story, draft, rename)
        except PenstockError as error:
            self._tell(f"the story {story} does not name the scene {rename.old} by its new name yet: {error}")
            return not error.retryable
        return True

    def _tell(self, trouble: str) -> None:
        if trouble not in self._told:
            self._told.add(trouble)
            _LOG.warning("%s", trouble)

    def _save(self, story: str, rename: KeptRename, held: HeldDraft | None = None) -> None:
        """Write the new name to the file. What is written is no foreign change for the draft."""
        for _ in range(_TRIES):
            found = self._service.look_at(story).info
            if found is None or found.read_only or not _stands_in(found, rename.old):
                return
            renamed = _renamed(found, rename)
            if held is not None and held.state.dirty:
                attempt = {f"{SCENE}{one.scene_id}": json_text(entry_of(one)) for one in _changed(found, renamed)}
                held.keep_attempts([*held.attempts(), attempt])
            try:
                self._service.save(renamed, found.revision)
                return
            except Conflict:
                continue  # somebody saved it just now: with what that made of it
        raise Busy(f"The story {story} is saved again and again.", hint="It is tried again.")

    def _save_and_edit(self, story: str, draft: str, rename: KeptRename) -> None:
        try:
            with self._drafts.holding(draft, "follow a scene to its new name") as held:
                self._save(story, rename, held)
                edits = [
                    Edit(key, {**entry.value, SCENE_NAME: rename.new})
                    for key, entry in held.state.entries.items()
                    if key.startswith(SCENE) and entry.value.get(SCENE_NAME) == rename.old
                ]
                if edits and held.state.dirty:
                    held.edit(changes_of(edits), {})
        except NotFound:
            self._save(story, rename)  # somebody has just ended the draft


def _stands_in(story: StoryInfo, scene: str) -> bool:
    return any(one.scene_name == scene for one in story.scenes)


def _renamed(story: StoryInfo, rename: KeptRename) -> StoryInfo:
    scenes = (evolve(one, scene_name=rename.new) if one.scene_name == rename.old else one for one in story.scenes)
    return evolve(story, scenes=tuple(scenes))


def _changed(before: StoryInfo, after: StoryInfo) -> Iterable[StoryScene]:
    return (new for old, new in zip(before.scenes, after.scenes, strict=True) if old != new)
