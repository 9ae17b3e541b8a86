"""Where runs stand in the queue: one numbering over what is on a server and what waits here."""

from pathlib import Path

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.adapters.testing.run_house import RunHouse
from penstock.core.contracts.runs import RunStatus


def test_places_grow_over_sent_and_waiting_runs(folder: Path) -> None:
    """0 is the next one, whoever has it."""
    with FakeComfyUI() as server, DrivenRuns(folder, FakeServers([server.url])) as driven:
        server.hold()
        running = driven.add(1)
        until(lambda: driven.runs.get(running.id).status is RunStatus.RUNNING)
        runs = [driven.add(seed) for seed in range(2, 6)]
        until(lambda: len(server.accepted) == 2)
        assert until(lambda: _all_known([driven.runs.progress(run.id).queue_position for run in runs])) == [0, 1, 2, 3]
        server.release()


def test_runs_for_another_server_are_not_before_it(house: RunHouse) -> None:
    """Those that may go anywhere may take its place, too."""
    house.add(wanted_server="one")
    house.add(wanted_server="two")
    house.add()
    assert house.store.before(house.add(wanted_server="two").id) == 2
    assert house.store.before(house.add().id) == 4


def _all_known(places: list[int | None]) -> list[int]:
    """Empty while a place is not known yet."""
    known = [place for place in places if place is not None]
    return known if len(known) == len(places) else []
