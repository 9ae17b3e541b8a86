"""Profiles and pools together, against a model: any sequence of operations, undos, zips, kills and two processes."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import Conflict, NotFound, PenstockError
from penstock.plugins.profiles.names import free_name, key

NAMES = st.sampled_from(["Cats", "cats", "Dogs", "Cats (2)", "Straße", "STRASSE"])
OWN = st.sampled_from(["own_1", "own_2"])
CALLS = st.integers(1, 60)


@frozen
class Images:
    """What a person sees of a pool: labels by place, and which one is selected."""

    labels: tuple[str, ...] = ()
    selected: int = 0


class ProfilesMachine(RuleBasedStateMachine):
    """`names` are the profiles in their order, by id; `pools` what is in every pool; `trash` what can come back."""

    ids = Bundle("ids")
    deleted = Bundle("deleted")
    zips = Bundle("zips")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.house = ProfileHouse(Path(self.folder.name))
        self.names: dict[str, str] = {}
        self.pools: dict[str, Images] = {}
        self.trash: dict[str, tuple[str, str | None, Images]] = {}
        self.packed: dict[Path, tuple[str, Images]] = {}
        self.count = 0

    def teardown(self) -> None:
        self.house.close()
        self.folder.cleanup()

    # --- what the rules are made of ---

    @property
    def taken(self) -> set[str]:
        return {key(name) for name in self.names.values()}

    def told(self, *names: str) -> None:
        """Exactly this was told of profiles."""
        assert self.house.profile_events() == list(names)

    def refused(self, kind: type[PenstockError], work: Callable[[], object]) -> None:
        try:
            work()
        except kind:
            self.told()
            return
        raise AssertionError(f"should have been refused with {kind.__name__}")

    def fresh(self, name: str) -> str:
        return free_name(name, self.taken)

    # --- profiles ---

    @initialize(target=ids)
    def begin(self) -> Any:
        self.house.start()
        return multiple("own_1", "own_2", "nobody")

    @rule(target=ids, name=NAMES)
    def create(self, name: str) -> Any:
        if key(name) in self.taken:
            self.refused(Conflict, lambda: self.house.profiles.create(name))
            return multiple()
        made = self.house.profiles.create(name)
        self.names[made.id], self.pools[made.id] = name, Images()
        self.told("profile_created")
        return made.id

    @rule(pool_id=ids, name=NAMES)
    def adopt(self, pool_id: str, name: str) -> None:
        """A pool keeps its id and all that is in it."""
        if key(name) in self.taken or pool_id in self.names:
            self.refused(Conflict, lambda: self.house.profiles.create(name, pool_id))
            return
        assert self.house.profiles.create(name, pool_id).id == pool_id
        self.names[pool_id] = name
        self.pools.setdefault(pool_id, Images())
        self.told("profile_created")

    @rule(profile_id=ids, name=NAMES)
    def rename(self, profile_id: str, name: str) -> None:
        others = {key(other) for one, other in self.names.items() if one != profile_id}
        if profile_id not in self.names:
            self.refused(NotFound, lambda: self.house.profiles.rename(profile_id, name))
        elif key(name) in others:
            self.refused(Conflict, lambda: self.house.profiles.rename(profile_id, name))
        else:
            self.house.profiles.rename(profile_id, name)
            self.told(*(["profile_renamed"] if name != self.names[profile_id] else []))
            self.names[profile_id] = name

    @rule(target=deleted, profile_id=ids)
    def delete(self, profile_id: str) -> Any:
        if profile_id not in self.names:
            self.refused(NotFound, lambda: self.house.profiles.delete(profile_id))
            return multiple()
        trash = self.house.profiles.delete(profile_id)
        self.trash[trash] = profile_id, self.names.pop(profile_id), self.pools.pop(profile_id)
        self.told("profile_deleted")
        return trash

    @rule(trash=consumes(deleted))
    def restore(self, trash: str) -> None:
        """With its images, under its name or a free one; a pool that was none is none."""
        pool_id, name, images = self.trash[trash]
        if name is None:
            self.refused(NotFound, lambda: self.house.profiles.restore(trash))
        elif pool_id in self.pools:
            self.refused(Conflict, lambda: self.house.profiles.restore(trash))
        else:
            made = self.house.profiles.restore(trash)
            assert (made.id, made.name) == (pool_id, self.fresh(name))
            self.names[pool_id], self.pools[pool_id] = made.name, images
            del self.trash[trash]
            self.told("profile_restored")

    @rule(target=ids, profile_id=ids, name=st.none() | NAMES)
    def duplicate(self, profile_id: str, name: str | None) -> Any:
        if profile_id not in self.names:
            self.refused(NotFound, lambda: self.house.profiles.duplicate(profile_id, name))
            return multiple()
        if name is not None and key(name) in self.taken:
            self.refused(Conflict, lambda: self.house.profiles.duplicate(profile_id, name))
            return multiple()
        made = self.house.profiles.duplicate(profile_id, name)
        assert made.name == (name or self.fresh(self.names[profile_id]))
        self.names[made.id], self.pools[made.id] = made.name, self.pools[profile_id]
        self.told("profile_duplicated")
        return made.id

    @rule(profile_id=ids, source=ids)
    def seed(self, profile_id: str, source: str) -> None:
        """Into an empty profile only, all images at once."""
        if profile_id not in self.names:
            self.refused(NotFound, lambda: self.house.profiles.seed(profile_id, source))
        elif profile_id == source:
            self.refused(Conflict, lambda: self.house.profiles.seed(profile_id, source))
        elif source not in self.pools:
            self.refused(NotFound, lambda: self.house.profiles.seed(profile_id, source))
        elif self.pools[profile_id].labels:
            self.refused(Conflict, lambda: self.house.profiles.seed(profile_id, source))
        else:
            assert self.house.profiles.seed(profile_id, source) == len(self.pools[source].labels)
            self.pools[profile_id] = self.pools[source]
            self.told()

    @rule(target=zips, profile_id=ids)
    def export(self, profile_id: str) -> Any:
        if profile_id not in self.names:
            self.refused(NotFound, lambda: self.house.profiles.export(profile_id))
            return multiple()
        path = self.house.folder / f"{len(self.packed)}.zip"  # fetched at once: exports do not outlive a power cut
        shutil.copy(self.house.profiles.export(profile_id).path, path)
        self.packed[path] = self.names[profile_id], self.pools[profile_id]
        self.told("profile_exported")
        return path

    @rule(target=ids, archive=zips)
    def import_zip(self, archive: Path) -> str:
        """Always a new profile, as it was when it was packed."""
        name, images = self.packed[archive]
        made = self.house.profiles.import_zip(archive, "x.zip")
        assert (made.profile.name, made.count) == (self.fresh(name), len(images.labels))
        self.names[made.profile.id], self.pools[made.profile.id] = made.profile.name, images
        self.told("profile_imported")
        return made.profile.id

    # --- pools ---

    @rule(pool_id=ids)
    def add(self, pool_id: str) -> None:
        """Adding makes a pool that is not there."""
        self.count += 1
        self.house.fill(pool_id, f"image {self.count}")
        images = self.pools.get(pool_id, Images())
        self.pools[pool_id] = evolve(images, labels=(*images.labels, f"image {self.count}"))

    @rule(pool_id=ids, place=st.integers(0, 3))
    def remove_and_undo(self, pool_id: str, place: int) -> None:
        """Undo of a pool's change brings the image back to its place."""
        if place < len(self.pools.get(pool_id, Images()).labels):
            self.house.pools.remove(pool_id, [self.house.store.order(pool_id).slots[place]])
            self.house.pools.undo(pool_id)
            self.told()

    @rule(pool_id=ids, place=st.integers(0, 3))
    def select(self, pool_id: str, place: int) -> None:
        images = self.pools.get(pool_id, Images())
        if place < len(images.labels):
            self.house.pools.select(pool_id, self.house.store.order(pool_id).slots[place])
            self.pools[pool_id] = evolve(images, selected=place)

    @rule(target=deleted, pool_id=ids)
    def delete_pool(self, pool_id: str) -> Any:
        """By its own way: where it was a profile that is told, once."""
        if pool_id not in self.pools:
            return multiple()
        trash = self.house.pools.delete(pool_id)
        name = self.names.pop(pool_id, None)
        self.trash[trash] = pool_id, name, self.pools.pop(pool_id)
        self.told(*(["profile_deleted"] if name else []))
        return trash

    @rule(trash=consumes(deleted))
    def restore_pool(self, trash: str) -> None:
        pool_id, name, images = self.trash[trash]
        if pool_id in self.pools:
            self.refused(Conflict, lambda: self.house.pools.undelete(trash))
            return
        self.house.pools.undelete(trash)
        self.pools[pool_id] = images
        del self.trash[trash]
        if name is not None:
            self.names[pool_id] = self.fresh(name)
        self.told(*(["profile_restored"] if name is not None else []))

    # --- processes ---

    @rule(power=st.booleans())
    def kill(self, power: bool) -> None:
        """What was acknowledged is there at the next start."""
        self.house.kill(lose_bytes=power, lose_entries=power)
        self.house.start()

    @rule(damage=st.sampled_from([b"", b"{", b'{"profiles": null}', None]))
    def damage(self, damage: bytes | None) -> None:
        """The registry is cut, emptied or gone: every name comes back, in some order."""
        if self.house.registry.exists():
            self.house.registry.unlink()
            if damage is not None:
                self.house.registry.write_bytes(damage)
            listed = {profile.id: profile.name for profile in self.house.profiles.list()}
            assert listed == self.names
            self.names = listed
            self.house.profiles.look()
            self.house.profile_events()

    @rule(name=NAMES, call=CALLS, power=st.booleans())
    def create_and_crash(self, name: str, call: int, power: bool) -> None:
        """A profile that is being made when the process dies is there whole, or not at all."""
        if key(name) in self.taken:
            return
        self.house.calls.crash_before = self.house.calls.count + call
        try:
            self.house.profiles.create(name)
        except Crash:
            self.house.kill(lose_bytes=power, lose_entries=power)
            self.house.start()
        self.house.calls.crash_before = None
        self.house.profile_events()
        for profile in self.house.profiles.list():
            if profile.id not in self.names:
                assert profile.name == name
                self.names[profile.id], self.pools[profile.id] = name, Images()

    @rule(name=NAMES)
    def elsewhere(self, name: str) -> None:
        """Another process makes a profile: this one is told, and lists it."""
        if key(name) in self.taken:
            return
        other = ProfileHouse(self.house.folder).start()
        made = other.profiles.create(name)
        other.close()
        self.house.profiles.look()
        self.told("profiles_changed_elsewhere")
        self.names[made.id], self.pools[made.id] = name, Images()

    # --- what always holds ---

    @invariant()
    def the_list_is_the_model(self) -> None:
        """Ids, names and order."""
        if hasattr(self.house, "profiles"):
            assert [(one.id, one.name) for one in self.house.profiles.list()] == list(self.names.items())

    @invariant()
    def every_pool_is_as_it_should_be(self) -> None:
        """Each profile's and each node's own: the same images, the same one selected; none too many."""
        if hasattr(self.house, "profiles"):
            seen = {}
            for pool in self.house.store.pools():
                slots = self.house.store.page(pool.id, 0, 1000).slots
                seen[pool.id] = Images(tuple(slot.label for slot in slots), pool.position)
            assert seen == self.pools

    @invariant()
    def the_trash_is_the_model(self) -> None:
        """What was deleted can come back, under the name that it had."""
        if hasattr(self.house, "profiles"):
            found = {one.trash: (one.profile.id, one.profile.name) for one in self.house.profiles.deleted()}
            wanted = {trash: (pool, name) for trash, (pool, name, _) in self.trash.items() if name is not None}
            assert found == wanted


TestProfiles = ProfilesMachine.TestCase
TestProfiles.settings = settings(stateful_step_count=25)
