"""The suites of `Profiles`: a state machine over profiles and their pools, and the crash suite.

`open_store` returns a pair: the pool service and the profiles on it. Promises that are checked: names are unique and
say who has one, each profile has a pool of its own, what is deleted comes back under its name or a free one, and all of
that after a restart, a kill, a power cut.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.contracts.pools import Pools
from ....core.contracts.profiles import Profile, Profiles
from ....core.errors import Conflict, NotFound, PenstockError
from .crashes import CrashSuite, Operations

Opened = tuple[Pools, Profiles]
_NAMES = st.sampled_from(["Spring", "Sommer 2026", "\u51ac"])


class ProfilesMachine(RuleBasedStateMachine):
    """See the module. Override `open_store`; set `persistent`."""

    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-profiles-"))
        self.profiles: dict[str, str] = {}
        self.trash: dict[str, str] = {}
        self.pools, self.store = self.open_store(self.folder)

    def open_store(self, folder: Path) -> Opened:
        """Pools and profiles on `folder`; called again after each restart and kill."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def close_store(self) -> None:
        """End them in order."""
        self.pools.store.close()

    def teardown(self) -> None:
        """Take the folder away."""
        self.close_store()
        shutil.rmtree(self.folder)

    def one(self, draw: st.DataObject) -> str:
        """A profile that there is."""
        return draw.draw(st.sampled_from(list(self.profiles)))

    def named(self, name: str, step: Callable[[], Profile], own: str = "") -> Profile | None:
        """A step that gives a name: `Conflict`, with one that is free for it, where it is used; then None.

        `own` is the profile that gets the name, where there is one already.
        """
        try:
            found = step()
        except Conflict as used:
            assert name in self.profiles.values()
            assert used.details["suggestion"] not in [other for key, other in self.profiles.items() if key != own]
            return None
        assert name not in [other for key, other in self.profiles.items() if key != found.id]
        assert found.name == name
        return found

    @rule(name=_NAMES)
    def create(self, name: str) -> None:
        """A new profile has an empty pool, or its name is used."""
        made = self.named(name, lambda: self.store.create(name))
        if made is not None:
            assert made.id not in self.profiles
            self.profiles[made.id] = name
            assert self.pools.store.pool(made.id).count == 0

    @precondition(lambda self: self.profiles)
    @rule(draw=st.data(), name=_NAMES)
    def rename(self, draw: st.DataObject, name: str) -> None:
        """Another name for the same pool."""
        profile_id = self.one(draw)
        if self.named(name, lambda: self.store.rename(profile_id, name), profile_id) is not None:
            self.profiles[profile_id] = name

    @precondition(lambda self: self.profiles)
    @rule(draw=st.data())
    def duplicate(self, draw: st.DataObject) -> None:
        """A copy has a free name and a pool of its own."""
        made = self.store.duplicate(self.one(draw))
        assert made.id not in self.profiles
        assert made.name not in self.profiles.values()
        self.profiles[made.id] = made.name

    @precondition(lambda self: self.profiles)
    @rule(draw=st.data())
    def delete(self, draw: st.DataObject) -> None:
        """Profile and pool are in the trash."""
        profile_id = self.one(draw)
        self.trash[self.store.delete(profile_id)] = profile_id
        del self.profiles[profile_id]
        assert not self.pools.store.exists(profile_id)

    @precondition(lambda self: self.trash)
    @rule(draw=st.data())
    def restore(self, draw: st.DataObject) -> None:
        """It is back with its id; its name is free."""
        trash_id = draw.draw(st.sampled_from(list(self.trash)))
        found = self.store.restore(trash_id)
        assert found.id == self.trash.pop(trash_id)
        assert found.name not in self.profiles.values()
        self.profiles[found.id] = found.name

    @rule(name=st.sampled_from(["", "  ", "\0", "x" * 5000]))
    def no_name(self, name: str) -> None:
        """What is no name is refused."""
        try:
            self.store.create(name)
        except PenstockError as error:
            assert 400 <= error.status < 500
        else:
            raise AssertionError("this is no name")

    @precondition(lambda self: self.persistent)
    @rule(kill=st.booleans())
    def restart(self, kill: bool) -> None:
        """Everything is there in the next process."""
        if not kill:
            self.close_store()
        self.pools, self.store = self.open_store(self.folder)

    @invariant()
    def profiles_are_as_the_model_says(self) -> None:
        """Ids and names; each with its pool; the trash."""
        assert {one.id: one.name for one in self.store.list()} == self.profiles
        assert all(self.pools.store.exists(one) and self.store.get(one).id == one for one in self.profiles)
        assert {one.trash: one.profile.id for one in self.store.deleted()} == self.trash
        try:
            self.store.get("nobody")
        except NotFound:
            return
        raise AssertionError("there is no such profile")


class ProfilesCrashSuite(CrashSuite[Opened]):
    """See `CrashSuite`: two profiles and a deleted one."""

    OPERATIONS: ClassVar[Operations] = {
        "create": lambda both: both[1].create("New"),
        "rename": lambda both: both[1].rename(both[1].list()[0].id, "Renamed"),
        "duplicate": lambda both: both[1].duplicate(both[1].list()[0].id, "Copy"),
        "delete": lambda both: both[1].delete(both[1].list()[0].id),
        "bring back": lambda both: both[1].restore(both[1].deleted()[0].trash),
    }

    def close_store(self, store: Opened) -> None:
        """End it in order."""
        store[0].store.close()

    def prepare(self, store: Opened) -> None:
        """See the class."""
        for name in ("First", "Second", "Gone"):
            gone = store[1].create(name)
        store[1].delete(gone.id)

    def seen(self, store: Opened) -> Any:
        """Names, whether their pools are there, and the trash."""
        profiles = [(one.name, store[0].store.exists(one.id)) for one in store[1].list()]
        return sorted(profiles), sorted(one.profile.name for one in store[1].deleted()), len(store[0].store.pools())

    def go_on(self, store: Opened, found: Any) -> None:
        """A new profile can be made; the others stay."""
        store[1].create("Afterwards")
        names, trash, pools = self.seen(store)
        assert (names, trash, pools) == (sorted([*found[0], ("Afterwards", True)]), found[1], found[2] + 1)
