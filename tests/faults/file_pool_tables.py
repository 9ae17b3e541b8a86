"""Pools and profiles: what changes them, on one folder and without a host."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.invariants import PoolStoreCrashSuite
from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import from_object
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.checking import Trouble
from penstock.plugins.pools.store import DiskPoolStore

from .file_tables import Process, Step, Table, is_one_of, single

_SUITE: Final = PoolStoreCrashSuite()


def _open_pools(folder: Path, calls: FaultyCalls) -> Process:
    database = FaultyDatabase(calls=calls)
    store = DiskPoolStore(
        folder / "grid_pool", folder / "trash", Files(calls), FakeClock(), RandomIds(), database.connect
    )
    return Process(store, calls, database.abandon, store.close, database)


def _whole_pools(store: Any) -> None:
    """The check that people call `doctor` finds nothing: every file is there, of its size and its bytes."""
    for pool in store.pools():
        wrong = [finding for finding in store.check(pool.id) if finding.trouble is not Trouble.MANIFEST_BEHIND]
        assert wrong == []


POOLS: Final = Table(
    name="pools",
    start=_open_pools,
    prepare=_SUITE.prepare,
    seen=_SUITE.seen,
    go_on=_SUITE.go_on,
    operations=single(_SUITE.OPERATIONS),
    whole=_whole_pools,
)


@frozen
class _Profiles:
    """What the operations of profiles get: the house, and the ids of what was prepared by name."""

    house: ProfileHouse
    ids: dict[str, str]

    @property
    def archive(self) -> Path:
        return self.house.folder / "cats.zip"


def _open_profiles(folder: Path, calls: FaultyCalls) -> Process:
    house = ProfileHouse(folder).start(calls)
    ids = {one.name: one.id for one in house.profiles.list()}
    return Process(_Profiles(house, ids), house.calls, house.database.abandon, house.close, house.database)


def _prepare_profiles(made: _Profiles) -> None:
    house = made.house
    cats = house.profiles.create("Cats")
    slots = house.fill(cats.id, "a", "b")
    house.pools.select(cats.id, slots[1])
    house.profiles.create("Empty")
    gone = house.profiles.create("Gone")
    house.fill(gone.id, "c")
    house.fill("mine", "d", "e", "f")
    shutil.copy(house.profiles.export(cats.id).path, made.archive)
    house.profiles.delete(gone.id)
    house.events.deliver()


def _trash(made: _Profiles) -> str:
    return str(sorted(made.house.profiles.deleted(), key=lambda one: one.profile.name)[0].trash)


def _pool_trash(made: _Profiles) -> str:
    return made.house.store.trash()[0].id


def _first(made: _Profiles, profile: str = "Cats") -> str:
    return made.house.store.order(made.ids[profile]).slots[0]


def _told(step: Step) -> Step:
    """A step of which the profiles hear: in a host that is another thread."""

    def both(made: _Profiles) -> None:
        step(made)
        made.house.events.deliver()

    return both


def _picture(made: _Profiles, number: int) -> Upload:
    path = made.house.folder / f"{number}.upload"
    path.write_bytes(png(number))
    return Upload(path=path, file_name="a.png", content_type="image/png", size=path.stat().st_size)


def _upload(made: _Profiles) -> None:
    for result in made.house.pools.add(made.ids["Cats"], [_picture(made, 70)], labels=["uploaded"]):
        if result.error is not None:
            raise from_object(result.error)


def _set_mask(made: _Profiles) -> None:
    house = made.house
    house.pools.set_mask(made.ids["Cats"], _first(made), _picture(made, 71), alpha_is_mask=False)


def _contents(house: ProfileHouse, pool_id: str) -> tuple[object, ...]:
    page = house.store.page(pool_id, 0, 1000)
    found: list[object] = [page.pool.position]
    for slot in page.slots:
        mask = house.store.mask_path(pool_id, slot.id)
        image = house.store.image_path(pool_id, slot.id).read_bytes()
        found.append((slot.label, image, mask.read_bytes() if mask else None))
    return tuple(found)


def _seen_profiles(made: _Profiles) -> Any:
    house = made.house
    house.events.follow()
    pools = {pool.id: _contents(house, pool.id) for pool in house.store.pools()}
    listed = sorted((one.name, pools.pop(one.id)) for one in house.profiles.list())
    return listed, sorted(one.profile.name for one in house.profiles.deleted()), sorted(pools.values(), key=repr)


def _fits_profiles(found: Any, allowed: Sequence[Any]) -> bool:
    """An upload to a pool that is not there makes one first: it may be empty."""
    listed, deleted, pools = found
    return is_one_of(found, allowed) or is_one_of((listed, deleted, [one for one in pools if one != (0,)]), allowed)


def _go_on_with_profiles(made: _Profiles, found: Any) -> None:
    house = made.house
    profile = house.profiles.create("Afterwards")
    house.fill(profile.id, "new")
    assert sorted(one.name for one in house.profiles.list()) == sorted([*(name for name, _ in found[0]), "Afterwards"])


_PROFILE_STEPS: Final[dict[str, Step]] = {
    "create": lambda made: made.house.profiles.create("New"),
    "adopt": lambda made: made.house.profiles.create("Mine", "mine"),
    "rename": lambda made: made.house.profiles.rename(made.ids["Cats"], "Katzen"),
    "delete": lambda made: made.house.profiles.delete(made.ids["Cats"]),
    "restore": lambda made: made.house.profiles.restore(_trash(made)),
    "duplicate": lambda made: made.house.profiles.duplicate(made.ids["Cats"]),
    "seed": lambda made: made.house.profiles.seed(made.ids["Empty"], "mine"),
    "import": lambda made: made.house.profiles.import_zip(made.archive, "x.zip"),
    "export": lambda made: made.house.profiles.export(made.ids["Cats"]),
    "delete the pool": lambda made: made.house.pools.delete(made.ids["Cats"]),
    "restore the pool": lambda made: made.house.pools.undelete(_pool_trash(made)),
    "upload": _upload,
    "set a mask": _set_mask,
    "copy slots": lambda made: made.house.pools.copy_slots("mine", [_first(made)], made.ids["Cats"]),
    "make a pool": lambda made: made.house.pools.create("another"),
    "detach": lambda made: made.house.pools.detach("mine"),
}

PROFILES: Final = Table(
    name="profiles",
    start=_open_profiles,
    prepare=_prepare_profiles,
    seen=_seen_profiles,
    fits=_fits_profiles,
    go_on=_go_on_with_profiles,
    operations=single({name: _told(step) for name, step in _PROFILE_STEPS.items()}),
)
