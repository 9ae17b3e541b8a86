"""One change of a scene at a time, remembered as our own and told by its own events; what others do is told too."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from ...core.change_ledger import ChangeLedger
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.scenes import SceneChangedElsewhere
from .scene_disk import PROMPTS, THUMBNAIL, Listing
from .scene_files import SceneFiles

_OF_OTHERS: Final = (PROMPTS, THUMBNAIL)
"""Files whose changes another plugin tells, or that follow from others."""


class Turns:
    """See the module. `notify` publishes an event and returns at once. Safe on any thread."""

    def __init__(self, files: SceneFiles, notify: Callable[[Event], object]) -> None:
        self._files = files
        self._notify = notify
        self._ledger = ChangeLedger(lambda scene: f"The scene {scene} is being changed.")

    def begin(self) -> None:
        """Take what is there now as known."""
        for scene, listing in self._files.listings().items():
            self._ledger.note(scene, watched(listing))

    @contextlib.contextmanager
    def turn(self, *scenes: str) -> Iterator[list[Event]]:
        """A change of these scenes: the events that its body puts into the list are told when it is over."""
        names = sorted(set(scenes))
        with contextlib.ExitStack() as stack:
            for name in names:
                self._files.folder(name)  # a bad name has no turn
                stack.enter_context(self._ledger.turn(name))
            stack.enter_context(self._files.holding(*names))
            for name in names:
                self._look_at(name)
            events: list[Event] = []
            try:
                yield events
            finally:
                for name in names:
                    self._ledger.note(name, watched(self._files.listing(name)))
            for event in events:
                self._notify(event)

    def times_gone(self, scene: str | None = None) -> int:
        """How often a scene (any, where None) was deleted or renamed, by anybody, since this process began."""
        return self._ledger.times_gone(scene)

    def look(self) -> None:
        """Tell which scenes another process changed since the last look; one that is being changed here waits."""
        found = {scene: watched(listing) for scene, listing in self._files.listings().items()}
        for scene in self._ledger.others(found):
            with self._ledger.free_turn(scene) as ours:
                if ours:
                    self._look_at(scene)

    def _look_at(self, scene: str) -> None:
        listing = self._files.listing(scene)
        if self._ledger.note(scene, watched(listing)):
            self._notify(SceneChangedElsewhere(scene=scene, revision=self._revision(scene) if listing else None))

    def _revision(self, scene: str) -> str | None:
        """None where there is no scene, empty where it cannot be read."""
        try:
            return self._files.read(scene).document.revision
        except PenstockError:
            return ""


def watched(listing: Listing) -> str:
    """Changes whenever a file does that nobody else tells of; empty where there is no scene."""
    return signature(listing, _OF_OTHERS) or ("." if listing else "")


def signature(listing: Listing, without: tuple[str, ...] = ()) -> str:
    """Changes whenever a file does; empty where there is none."""
    lines = [f"{name}:{':'.join(map(str, seen))}" for name, seen in sorted(listing.items()) if name not in without]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32] if lines else ""
