"""Two processes on one folder: each sees what the other did to the list, and is told of it once."""

import json
import shutil
import threading
import time
from collections.abc import Callable

import pytest

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import Busy, PenstockError
from penstock.core.events.pools import PoolChangedElsewhere, PoolDeleted, PoolRestored
from penstock.plugins.profiles.vanished import PATIENCE
from penstock.plugins.profiles.watch import PoolsSeen, RegistryWatcher

Houses = Callable[..., ProfileHouse]
ELSEWHERE = "profiles_changed_elsewhere"


def test_what_another_process_does_is_told_once(house: ProfileHouse, houses: Houses) -> None:
    """Each of its changes, and none of our own."""
    other = houses()
    made = house.profiles.create("Cats")
    steps: list[Callable[[], object]] = [
        lambda: house.profiles.rename(made.id, "Dogs"),
        lambda: house.profiles.delete(made.id),
        lambda: house.profiles.create("Mine", "mine"),
    ]
    other.profiles.look()
    assert other.profile_events() == [ELSEWHERE]
    for step in steps:
        step()
        other.profiles.look()
        other.profiles.look()
        assert other.profile_events() == [ELSEWHERE]
        house.profiles.look()
    assert ELSEWHERE not in house.profile_events()


def test_a_change_of_ours_over_one_that_nobody_had_seen_tells_both(house: ProfileHouse, houses: Houses) -> None:
    """First that the list changed, then what we did."""
    other = houses()
    house.profiles.create("Cats")
    other.profiles.create("Dogs")
    assert other.profile_events() == [ELSEWHERE, "profile_created"]
    other.profiles.look()
    assert other.profile_events() == []
    assert other.names == house.names == ["Cats", "Dogs"]


def test_a_script_that_writes_the_list_is_seen(house: ProfileHouse) -> None:
    """Dataset Gates writes the whole file; fields that nobody shows are no change of the list."""
    made = house.profiles.create("Cats")
    house.profile_events()
    data = json.loads(house.registry.read_text())
    house.registry.write_text(json.dumps({**data, "theirs": 1}))
    house.profiles.look()
    assert house.profile_events() == []
    data["profiles"].append({"id": "theirs", "name": "Faces", "created": 0})
    house.registry.write_text(json.dumps(data))
    house.profiles.look()
    assert house.profile_events() == [ELSEWHERE]
    assert house.profiles.list() == (made, Profile(id="theirs", name="Faces"))


def test_a_list_that_was_damaged_and_mended_is_told(house: ProfileHouse) -> None:
    """The profiles are the same, and what had to be mended is to be read on open pages, once."""
    made = house.profiles.create("Cats")
    house.profile_events()
    house.registry.write_text(house.registry.read_text()[:-9])
    assert house.profiles.list() == (made,)
    house.profiles.look()
    house.profiles.look()
    assert house.profile_events() == [ELSEWHERE]
    assert "was damaged" in house.profiles.problems()[0]


def test_a_list_that_can_only_be_read_from_now_on_is_told(house: ProfileHouse) -> None:
    """A newer Penstock wrote it: open pages stop offering what cannot be done."""
    house.profiles.create("Cats")
    house.profile_events()
    house.registry.write_text(house.registry.read_text().replace('"format": 1', '"format": 2'))
    house.profiles.look()
    assert house.profiles.read_only()
    assert house.profile_events() == [ELSEWHERE]


def test_profiles_that_somebody_left_out_of_the_list_are_put_back(house: ProfileHouse) -> None:
    """Another program that could not read the list writes an empty one: after a while it is full again, and told."""
    made = [house.profiles.create("Cats")]
    house.clock.advance(1)
    made.append(house.profiles.create("Dogs"))
    house.profile_events()
    house.registry.write_text('{"profiles": [{"id": "theirs", "name": "dogs", "created": 0}]}')
    house.profiles.look()
    house.clock.advance(PATIENCE - 1)
    house.profiles.put_back()
    assert house.names == ["dogs"]
    house.clock.advance(1)
    house.profiles.put_back()
    house.profiles.put_back()
    assert house.names == ["dogs", "Cats", "Dogs (2)"]
    assert [profile.id for profile in house.profiles.list()] == ["theirs", *(profile.id for profile in made)]
    assert house.profile_events() == [ELSEWHERE, ELSEWHERE]
    assert "'Cats', 'Dogs (2)'" in house.profiles.problems()[-1]


def test_a_profile_that_somebody_deletes_step_by_step_stays_deleted(house: ProfileHouse) -> None:
    """Dataset Gates writes the list first and removes the folder then."""
    made = house.profiles.create("Cats")
    house.registry.write_text('{"profiles": []}')
    house.profiles.look()
    house.clock.advance(1)
    house.profiles.put_back()
    shutil.rmtree(house.root / made.id)
    house.clock.advance(PATIENCE)
    house.profiles.put_back()
    assert house.names == []
    assert house.profiles.problems() == ()


def test_a_pool_that_another_process_deleted_without_the_list_is_told(house: ProfileHouse, houses: Houses) -> None:
    """A host without profiles, or a full disk: the entry is still there and counts for nobody."""
    other = houses()
    made = house.profiles.create("Cats")
    other.profiles.look()
    other.profile_events()
    house.store.delete(made.id)
    assert other.names == []
    other.events.notify(PoolChangedElsewhere(pool_id=made.id, revision=0))
    other.events.notify(PoolChangedElsewhere(pool_id="nobody", revision=0))
    assert other.profile_events() == [ELSEWHERE]


def test_names_that_somebody_else_gave_reach_the_notes_and_the_copy(house: ProfileHouse, houses: Houses) -> None:
    """A damage right after still finds them."""
    made = house.profiles.create("Cats")
    house.registry.write_text(json.dumps({"profiles": [{"id": made.id, "name": "Katzen", "created": 0}]}))
    house.profiles.look()
    house.registry.write_bytes(b"")
    assert houses().names == ["Katzen"]


def test_a_watcher_looks_when_the_file_changes_and_only_then(house: ProfileHouse) -> None:
    """Each look costs one question to the file system; a look that was in somebody's way is made again."""
    house.profiles.create("Cats")
    looks: list[bool] = []
    answers = iter([False, True, True])

    def look() -> bool:
        looks.append(True)
        return next(answers)

    watcher = RegistryWatcher(house.profiles.registry.file, look)
    for expected in (1, 2, 2, 2):
        watcher.look()
        assert len(looks) == expected
    house.profiles.create("Dogs")
    watcher.look()
    assert len(looks) == 3


def test_the_host_tells_within_a_second(penstock_application, penstock_events, penstock_host) -> None:  # type: ignore[no-untyped-def]
    """A running host looks by itself."""
    from penstock.core.contracts.profiles import Profiles

    application = penstock_application()
    made = application.services.get(Profiles).create("Cats")
    path = penstock_host.paths.input / "grid_pool" / "profiles.json"
    path.write_text(json.dumps({"profiles": [{"id": made.id, "name": "Katzen", "created": 0}]}))
    deadline = time.monotonic() + 5
    started = time.monotonic()
    while ELSEWHERE not in penstock_events.names and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ELSEWHERE in penstock_events.names
    assert time.monotonic() - started < 3  # 1 s on a machine that does nothing else
    assert application.services.get(Profiles).list()[0].name == "Katzen"


class Follower:
    """Fails as often as it is told to."""

    def __init__(self, *errors: PenstockError) -> None:
        self.errors = list(errors)
        self.followed: list[str] = []

    def pool_deleted(self, event: PoolDeleted) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.followed.append(f"deleted {event.pool_id}")

    def pool_restored(self, event: PoolRestored) -> None:
        self.followed.append(f"restored {event.pool_id}")

    def pool_changed_elsewhere(self, event: PoolChangedElsewhere) -> None:
        self.followed.append(f"gone {event.pool_id}")


def test_what_could_not_be_followed_is_followed_later_in_order() -> None:
    """A lock that was busy costs no event; an error that stays costs one."""
    follower = Follower(Busy("held"), Busy("held"))
    seen = PoolsSeen(follower)
    seen.see(PoolDeleted(pool_id="a", revision=1))
    seen.see(PoolRestored(pool_id="a", revision=1))
    assert follower.followed == []
    seen.follow()
    assert follower.followed == ["deleted a", "restored a"]
    follower.errors = [PenstockError("for good")]
    seen.see(PoolDeleted(pool_id="b", revision=1))
    seen.see(PoolDeleted(pool_id="c", revision=1))
    assert follower.followed[2:] == ["deleted c"]


@pytest.mark.parametrize("processes", [1, 2])
def test_threads_and_processes_that_create_at_once_lose_nothing(houses: Houses, processes: int) -> None:
    """Every profile that was made is listed, with a name of its own; a name goes to one of them."""
    all_houses = [houses() for _ in range(processes)]
    made: list[Profile] = []
    refused: list[PenstockError] = []

    def work(house: ProfileHouse, number: int) -> None:
        for step in range(6):
            for name in (f"{number} {step}", f"shared {step}"):
                try:
                    made.append(house.profiles.create(name))
                except PenstockError as error:
                    refused.append(error)

    threads = [threading.Thread(target=work, args=(all_houses[n % processes], n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {error.code for error in refused} == {"conflict"}
    assert len(made) == 4 * 6 + 6
    for house in (*all_houses, houses()):
        assert set(house.profiles.list()) == set(made)
