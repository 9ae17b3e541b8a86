"""One change of the registry at a time: held, changed, written, and only then told."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator

from attrs import define, evolve, field

from ...core.contracts.profiles import Profile
from ...core.errors import Busy, NotFound, PenstockError, ReadOnly
from ...core.events.base import Event
from ...core.events.pools import PoolEvent
from ...core.events.profiles import ProfileEvent, ProfilesChangedElsewhere
from .names import free_name
from .names_in_use import check_free, taken_names
from .registry import Registry
from .registry_document import Document

_PATIENCE = 5.0

Shown = tuple[tuple[Profile, ...], bool, tuple[str, ...]]
"""The profiles, whether they can only be read, and what had to be mended."""


@define
class Turn:
    """What one change sees and says: `document` is the registry, `events` are told when it is over."""

    registry: Registry
    document: Document
    events: list[Event] = field(factory=list)

    def save(self, document: Document, keep: str | None = None) -> None:
        """Write the registry; see `Registry.save`. Where that raises it is as it was."""
        try:
            self.document = self.registry.save(document, keep)
        except PenstockError:
            self.registry.put_back(self.document)
            raise

    def add(self, profile: Profile, keep: str | None = None) -> None:
        """Write the registry with a new profile, whatever stood there under its id."""
        self.save(self.document.without({profile.id}).added([profile]), keep)

    def listed(self, profile_id: str) -> Profile:
        """The profile, `NotFound` where there is none."""
        return find(self.registry.listed(self.document), profile_id)

    def taken(self, but: str = "") -> dict[str, Profile]:
        """The profiles by the keys of their names, without the one with the id `but`."""
        return taken_names(self.registry.listed(self.document), but)

    def check_free(self, name: str, but: str = "") -> None:
        """`Conflict`, with a free name, where another profile has this one."""
        check_free(name, self.taken(but))

    def with_free_name(self, profile: Profile) -> Profile:
        """The profile, under another name where its own is in use."""
        return evolve(profile, name=free_name(profile.name, self.taken(profile.id)))


class Turns:
    """Hands out turns. Events leave in the order of the changes: publishing only queues. Safe on any thread."""

    def __init__(self, registry: Registry, notify: Callable[[Event], Event]) -> None:
        self._registry = registry
        self._notify = notify
        self._lock = threading.Lock()
        self._seen: Shown | None = None
        self._told: dict[str, int] = {}

    @contextlib.contextmanager
    def turn(self, *, following: PoolEvent | None = None, writing: bool = True) -> Iterator[Turn]:
        """A turn; `Busy` after 5 s, `ReadOnly` (unless not `writing`) where a newer Penstock wrote the registry.

        `following` is what happened to a pool, where that is why the profile changes.
        """
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Busy("The profiles are being changed.", hint="Nothing was changed; try again.")
        events: list[Event] = []
        try:
            with self._registry.holding() as document:
                self._look(document, events)
                if writing and document.read_only:
                    raise ReadOnly(
                        "A newer Penstock wrote the list of profiles; this one can only read it.",
                        hint="Update Penstock.",
                    )
                turn = Turn(self._registry, document, events)
                try:
                    yield turn
                finally:
                    self._seen = self._shown(turn.document)
        finally:
            try:
                self._tell(events, following)
            finally:
                self._lock.release()

    def tell(self, event: Event) -> None:
        """Tell of something that changed no list, in its place among the changes."""
        with self._lock:
            self._tell([event])

    def is_old(self, event: PoolEvent) -> bool:
        """Whether more was told of this pool's profile since: the event is of our own doing, or overtaken."""
        return event.seq <= self._told.get(event.pool_id, 0)

    def look(self, changed: Callable[[Document], object]) -> bool:
        """Tell where another process changed the list, and call `changed`; False while somebody has a turn."""
        if not self._lock.acquire(blocking=False):
            return False
        events: list[Event] = []
        try:
            document = self._registry.read()
            self._look(document, events)
            self._tell(events)
        finally:
            self._lock.release()
        if events:
            changed(document)
        return True

    def _tell(self, events: Iterable[Event], following: PoolEvent | None = None) -> None:
        for event in events:
            told = self._notify(event)
            if isinstance(told, ProfileEvent):
                self._told[told.profile.id] = told.seq if following is None else following.seq

    def _look(self, document: Document, events: list[Event]) -> None:
        shown = self._shown(document)
        if self._seen is not None and shown != self._seen:
            events.append(ProfilesChangedElsewhere())
            self._registry.keep_copy(document)
        self._seen = shown

    def _shown(self, document: Document) -> Shown:
        """What pages show: also a list that was damaged and came out of its mending the same is news."""
        return document.profiles, document.read_only, self._registry.problems(document)


def find(profiles: tuple[Profile, ...], profile_id: str) -> Profile:
    """The profile with this id among `profiles`; `NotFound` where there is none."""
    for profile in profiles:
        if profile.id == profile_id:
            return profile
    raise NotFound(f"There is no profile {profile_id!r} (any more).", hint="It may have been deleted.", field="profile")
