"""Two processes and other programs on one folder: each sees what the others did, and is told of it once."""

import threading
import time
from collections.abc import Callable

import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.errors import Busy, PenstockError
from penstock.core.events.libbers import LibberChange, LibberChanged
from penstock.core.host import HostPaths

CATS = Libber(libs={"a": "x"})


def test_what_another_process_does_is_told_once(served: LibberHouse) -> None:
    """New, changed, renamed, gone; a library that was there at the start is not."""
    other = served.another()
    made = other.libbers.save("Cats", CATS, None)
    served.look()
    assert served.told() == ["elsewhere Cats"]
    other.libbers.save("Cats", Libber(), made.revision)
    served.look()
    assert served.told() == ["elsewhere Cats"]
    other.libbers.rename("Cats", "Dogs")
    served.look()
    assert served.told() == ["elsewhere Cats gone", "elsewhere Dogs"]
    other.libbers.delete("Dogs")
    served.look()
    served.look()
    assert served.told() == ["elsewhere Dogs gone"]


def test_own_changes_are_not_told_as_others(served: LibberHouse) -> None:
    """Whatever was done here is known, however late somebody looks."""
    made = served.libbers.save("Cats", CATS, None)
    served.look()
    served.libbers.save("Cats", Libber(), made.revision)
    served.libbers.rename("Cats", "Dogs")
    served.look()
    trash = served.libbers.delete("Dogs")
    served.look()
    served.libbers.restore(trash.id)
    served.look()
    served.libbers.add("Fish", b'{"libs": {}}')
    served.look()
    assert not [line for line in served.told() if line.startswith("elsewhere")]


def test_a_change_on_top_of_an_own_one_is_told(served: LibberHouse) -> None:
    """Also where nobody has looked between."""
    served.libbers.save("Cats", CATS, None)
    served.told()
    served.put("Cats.json", {"libs": {"b": "y"}})
    served.look()
    assert served.told() == ["elsewhere Cats"]


def test_what_was_there_at_the_start_is_news_only_when_it_changes(served: LibberHouse) -> None:
    """A start tells nothing."""
    served.put("Cats.json", {"libs": {}})
    later = served.another()
    later.look()
    assert later.told() == []
    served.put("Cats.json", {"libs": {"a": "x"}})
    later.look()
    assert later.told() == ["elsewhere Cats"]
    last = served.another()
    (served.files / "Cats.json").unlink()
    last.look()
    assert last.told() == ["elsewhere Cats gone"]


def test_a_file_written_again_as_it_was_is_no_news(served: LibberHouse) -> None:
    """Only bytes count, also for who has just started and looked once."""
    path = served.put("Cats.json", {"libs": {}})
    served.look()
    served.told()
    later = served.another()
    later.libbers.turns.look()
    path.write_bytes(path.read_bytes())
    for house in (served, later):
        house.look()
        assert house.told() == []


def test_a_damaged_file_is_told_and_its_mending_too(served: LibberHouse) -> None:
    """Whoever read it between has seen half a library; where it is mended before anybody looked nothing happened."""
    served.libbers.save("Cats", CATS, None)
    served.told()
    served.put("Cats.json", b'{"libs": {')
    assert served.libbers.get("Cats").libber == CATS
    served.look()
    assert served.told() == []
    served.put("Cats.json", b'{"libs": {')
    served.look()
    served.libbers.get("Cats")
    served.look()
    assert served.told() == ["elsewhere Cats", "elsewhere Cats"]


def test_a_file_is_told_when_it_stays_the_same(served: LibberHouse) -> None:
    """fbTools writes in place: half a file is nobody's library, and one that is gone for a moment is not gone."""
    path = served.put("Cats.json", b'{"libs": ')
    served.libbers.turns.look()
    path.write_bytes(b'{"libs": {}}')
    served.libbers.turns.look()
    assert served.told() == []
    served.libbers.turns.look()
    assert served.told() == ["elsewhere Cats"]
    path.unlink()
    served.libbers.turns.look()
    path.write_bytes(b'{"libs": {}}')
    served.look()
    assert served.told() == []


def test_what_cannot_be_read_is_told_and_asked_once(served: LibberHouse) -> None:
    """It is there, whatever it is."""
    with served.put("Cats.json", b"").open("wb") as file:
        file.truncate(33 << 20)
    served.look()
    served.look()
    assert served.events == [LibberChanged(libber="Cats", change=LibberChange.ELSEWHERE, revision="")]


def test_a_change_that_is_going_on_is_looked_at_later(served: LibberHouse) -> None:
    """The watcher never waits for somebody who writes."""
    served.put("Cats.json", {"libs": {}})
    served.libbers.turns.look()
    with served.libbers.turns.turn():
        served.libbers.turns.look()
        assert served.told() == []
    served.libbers.turns.look()
    assert served.told() == ["elsewhere Cats"]


def test_whoever_waits_too_long_for_a_turn_is_told(served: LibberHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was changed then."""
    monkeypatch.setattr("penstock.plugins.libbers.service_turn._PATIENCE", 0.01)
    with served.libbers.turns.turn(), pytest.raises(Busy):
        served.libbers.save("Cats", CATS, None)
    assert served.libbers.names() == ()


def test_the_host_tells_within_a_second(
    penstock_application: Callable[..., Application], penstock_events: EventRecorder, penstock_paths: HostPaths
) -> None:
    """A running host looks by itself, and stops when it stops."""
    application = penstock_application()
    folder = penstock_paths.output / "libbers"
    assert not folder.exists()
    folder.mkdir()
    (folder / "Cats.json").write_text('{"libs": {"a": "x"}}')
    started = time.monotonic()
    while "libber_changed" not in penstock_events.names and time.monotonic() - started < 5:
        time.sleep(0.02)
    assert penstock_events.names == ["libber_changed"]
    assert time.monotonic() - started < 3  # 1 s on a machine that does nothing else
    assert application.services.get(Libbers).get("Cats").libber == CATS
    application.stop()
    assert not [one for one in threading.enumerate() if one.name == "penstock-libber-watcher" and one.is_alive()]


def test_threads_and_processes_at_once_lose_nothing(served: LibberHouse) -> None:
    """Each new library goes to one of them, all of them are there, and each is told once by whoever made it."""
    houses = [served, served.another()]
    refused: list[PenstockError] = []

    def work(house: LibberHouse, number: int) -> None:
        for step in range(6):
            for name in (f"own {number} {step}", f"shared {step}"):
                try:
                    house.libbers.save(name, CATS, None)
                except PenstockError as error:
                    refused.append(error)

    threads = [threading.Thread(target=work, args=(houses[n % 2], n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {error.code for error in refused} == {"conflict"}
    assert len(served.libbers.names()) == 4 * 6 + 6
    told = [line for house in houses for line in house.told() if line.startswith("created")]
    assert len(told) == len(set(told)) == 4 * 6 + 6
