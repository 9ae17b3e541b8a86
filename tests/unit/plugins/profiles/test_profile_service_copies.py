"""Long work: duplicates, seeds, exports and imports are whole or not there, whoever cancels or fails."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.pools import Pool
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import BadArchive, Conflict, DiskFull, NotFound, TooLarge
from penstock.core.events.profiles import ProfileDuplicated, ProfileExported, ProfileImported
from penstock.core.files import SystemCalls

Houses = Callable[..., ProfileHouse]


class Cancelled(Exception):
    """What progress raises when somebody cancels."""


class NoRegistry(SystemCalls):
    """A disk that is full whenever the registry is written."""

    def replace(self, source: Path, target: Path) -> None:
        if target.name == "profiles.json":
            raise OSError(errno.ENOSPC, "full")
        super().replace(source, target)


def cancel(_done: int, _total: int) -> None:
    raise Cancelled


def seen(house: ProfileHouse, pool_id: str) -> object:
    """What a person sees of a pool."""
    page = house.store.page(pool_id, 0, 10_000)
    paths = [(house.store.image_path(pool_id, slot.id), house.store.mask_path(pool_id, slot.id)) for slot in page.slots]
    return page.pool.position, [
        (slot.label, image.read_bytes(), mask and mask.read_bytes())
        for slot, (image, mask) in zip(page.slots, paths, strict=True)
    ]


def debris(house: ProfileHouse) -> list[str]:
    """What unfinished work left: staged, exported, in the trash, or as a pool without a name."""
    named = {profile.id for profile in house.profiles.list()}
    folders = [house.root / ".staging", house.paths.private / "exports", house.paths.private / "trash"]
    left = [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return [*left, *(pool.id for pool in house.store.pools() if pool.id not in named)]


@pytest.fixture
def cats(house: ProfileHouse) -> Profile:
    """A profile with three images, the last one selected."""
    made = house.profiles.create("Cats")
    slots = house.fill(made.id, "a", "b", "c")
    house.pools.select(made.id, slots[2])
    house.profile_events()
    return made


def test_a_duplicate_has_a_pool_of_its_own(house: ProfileHouse, cats: Profile, houses: Houses) -> None:
    """The same images, labels, order and selection; a free name, or the one that is given; nothing is shared."""
    steps: list[tuple[int, int]] = []
    made = house.profiles.duplicate(cats.id, progress=lambda *step: steps.append(step))
    other = house.profiles.duplicate(cats.id, " Dogs ")
    assert (made.name, other.name) == ("Cats (2)", "Dogs")
    assert steps[-1][0] == steps[-1][1] == 3
    assert seen(house, made.id) == seen(house, other.id) == seen(house, cats.id)
    house.pools.label(made.id, house.store.order(made.id).slots[0], "changed")
    assert seen(house, other.id) == seen(house, cats.id) != seen(house, made.id)
    told = [event for event in house.events.told if isinstance(event, ProfileDuplicated)]
    assert [(event.profile, event.source) for event in told] == [(made, cats.id), (other, cats.id)]
    assert house.profile_events() == ["profile_duplicated"] * 2
    assert houses().profiles.list() == (cats, made, other)


@pytest.mark.parametrize("work", ["duplicate", "import"])
def test_what_is_cancelled_leaves_nothing(house: ProfileHouse, cats: Profile, work: str) -> None:
    """No profile, no pool, no file, no event; what was there is as it was."""
    archive = house.profiles.export(cats.id).path
    house.profile_events()
    before, left = seen(house, cats.id), debris(house)
    works = {
        "duplicate": lambda: house.profiles.duplicate(cats.id, progress=cancel),
        "import": lambda: house.profiles.import_zip(archive, "x.zip", cancel),
    }
    with pytest.raises(Cancelled):
        works[work]()
    assert house.profiles.list() == (cats,)
    assert seen(house, cats.id) == before
    assert debris(house) == left
    assert house.profile_events() == []


def test_a_registry_that_cannot_be_written_takes_the_copy_back(house: ProfileHouse, cats: Profile) -> None:
    """The pool was there already; it goes for good, and the registry is as it was."""
    before, left = house.registry.read_bytes(), debris(house)
    house.calls.real = NoRegistry()
    for work in (
        lambda: house.profiles.duplicate(cats.id),
        lambda: house.profiles.create("Dogs"),
        lambda: house.profiles.create("Dogs", "mine"),
    ):
        with pytest.raises(DiskFull):
            work()
    house.calls.real = SystemCalls()
    assert house.registry.read_bytes() == before
    assert debris(house) == left
    assert house.profile_events() == []


def test_a_failed_copy_that_another_process_entered_goes_too(
    house: ProfileHouse, cats: Profile, houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It started between the two steps, and found a pool that says that it is a profile."""
    copy = house.pools.copy

    def copy_and_start_another(source: str, *, to: str, **more: Any) -> Pool:
        made = copy(source, to=to, **more)
        other = houses()
        other.profiles.rename(to, "Cats (2)")
        other.profiles.create("dogs")
        return made

    monkeypatch.setattr(house.pools, "copy", copy_and_start_another)
    with pytest.raises(Conflict):
        house.profiles.duplicate(cats.id, "Dogs")
    assert house.names == houses().names == ["Cats", "dogs"]


def test_an_empty_profile_is_filled_from_any_pool(house: ProfileHouse, cats: Profile) -> None:
    """All images with labels, in order, the same one selected; once: then it is not empty any more."""
    dogs = house.profiles.create("Dogs")
    steps: list[tuple[int, int]] = []
    assert house.profiles.seed(dogs.id, cats.id, lambda *step: steps.append(step)) == 3
    assert steps[0] == (0, 3)
    assert seen(house, dogs.id) == seen(house, cats.id)
    before = seen(house, dogs.id)
    for target, source in ((dogs.id, cats.id), (dogs.id, dogs.id), (cats.id, cats.id)):
        with pytest.raises(Conflict):
            house.profiles.seed(target, source)
    assert seen(house, dogs.id) == before
    empty = house.profiles.create("Empty")
    with pytest.raises(NotFound):
        house.profiles.seed(empty.id, "nobody")
    house.pools.create("nothing_in_it")
    assert house.profiles.seed(empty.id, "nothing_in_it") == 0


def test_a_seed_that_is_cancelled_leaves_the_profile_empty(
    house: ProfileHouse, cats: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when part of the images was there."""
    monkeypatch.setattr("penstock.plugins.pools.service_copies._AT_ONCE", 1)
    dogs = house.profiles.create("Dogs")

    def soon(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        house.profiles.seed(dogs.id, cats.id, soon)
    assert house.store.pool(dogs.id).count == 0
    assert not list(house.store.staging().iterdir())
    assert house.profiles.seed(dogs.id, cats.id) == 3


def test_a_seed_may_be_larger_than_one_request(
    house: ProfileHouse, cats: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person may copy at once between pools is no limit for a profile."""
    monkeypatch.setattr("penstock.plugins.pools.service.MOST_COPIES", 2)
    dogs = house.profiles.create("Dogs")
    assert house.profiles.seed(dogs.id, cats.id) == 3
    with pytest.raises(TooLarge):
        house.pools.copy_slots(cats.id, house.store.order(cats.id).slots, "other")


def test_an_export_is_a_file_for_a_while(house: ProfileHouse, cats: Profile) -> None:
    """Named like the profile; it can be discarded, and then is not found."""
    made = house.profiles.export(cats.id)
    assert (made.profile, made.file_name, made.bytes) == (cats, "Cats.zip", made.path.stat().st_size)
    assert house.profiles.exported(made.id) == made
    assert [event.bytes for event in house.events.told if isinstance(event, ProfileExported)] == [made.bytes]
    assert house.profile_events() == ["profile_exported"]
    house.profiles.discard_export(made.id)
    house.profiles.discard_export(made.id)
    with pytest.raises(NotFound):
        house.profiles.exported(made.id)
    assert not made.path.exists()


def test_an_import_is_a_new_profile(house: ProfileHouse, cats: Profile, houses: Houses) -> None:
    """Never the old one: a free name, a new id, the same images; its file is left alone."""
    archive = house.profiles.export(cats.id).path
    bytes_before = archive.read_bytes()
    house.profile_events()
    one, two = house.profiles.import_zip(archive, "evil/../x.zip"), house.profiles.import_zip(archive)
    assert [one.profile.name, two.profile.name] == ["Cats (2)", "Cats (3)"]
    assert (one.count, one.left_out) == (3, 0)
    assert seen(house, one.profile.id) == seen(house, two.profile.id) == seen(house, cats.id)
    assert archive.read_bytes() == bytes_before
    told = [event for event in house.events.told if isinstance(event, ProfileImported)]
    assert [(event.profile, event.file_name) for event in told] == [(one.profile, "evil/../x.zip"), (two.profile, "")]
    assert house.profile_events() == ["profile_imported"] * 2
    assert houses().profiles.list() == (cats, one.profile, two.profile)


def test_a_zip_that_is_none_leaves_nothing(house: ProfileHouse, cats: Profile, tmp_path: Path) -> None:
    """Refused whole, and told to nobody."""
    left = debris(house)
    archive = tmp_path / "x.zip"
    for data in (b"", b"PK\x05\x06" + bytes(18), b"no zip at all"):
        archive.write_bytes(data)
        with pytest.raises(BadArchive):
            house.profiles.import_zip(archive, "x.zip")
    assert house.profiles.list() == (cats,)
    assert debris(house) == left
    assert house.profile_events() == []
