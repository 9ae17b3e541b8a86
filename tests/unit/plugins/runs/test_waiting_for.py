"""What a run waits for: a server that is away is no missing node."""

import pytest
from attrs import evolve

from penstock.plugins.runs.waiting_for import Candidate, Wait, queued_before, wait_of

NEEDS = frozenset({"Sampler", "Saver"})
HERE = Candidate("here", "Penstock's engine", True, {"Saver"})
BUSY = Candidate("busy", "Workshop", True, {"Saver", "Sampler", "More"})
AWAY = Candidate("away", "Attic", False, {"Saver", "Sampler"})
AWAY_TOO = Candidate("too", "Cellar", False, {"Saver"})
SILENT = Candidate("silent", "Shed", False, None)
NEW = Candidate("new", "Annex", True, None)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ((BUSY,), Wait()),
        ((AWAY, BUSY), Wait()),
        ((HERE, NEW), Wait()),
        ((AWAY,), Wait("no_server", "Attic")),
        ((HERE, AWAY), Wait("no_server", "Attic")),
        ((HERE, AWAY_TOO, SILENT, AWAY), Wait("no_server", "Attic")),
        ((HERE, SILENT), Wait("no_server", "Shed")),
        ((HERE, AWAY_TOO), Wait("no_nodes")),
        ((), Wait("no_server")),
    ],
)
def test_what_it_waits_for(candidates: tuple[Candidate, ...], expected: Wait) -> None:
    """Nodes are missing only where no server that is known has them."""
    assert wait_of(candidates, NEEDS, held=False) == expected


def test_a_held_run_waits_for_nothing_else() -> None:
    """Its batch is paused, whatever servers do."""
    assert wait_of((AWAY,), NEEDS, held=True) == Wait("held")


def test_what_waits_on_servers_is_before_it() -> None:
    """On those that may take it: one that answers is not held up by one that does not."""
    busy, away, here = (evolve(one, queued=count) for one, count in ((BUSY, 2), (AWAY, 3), (HERE, 5)))
    assert queued_before((busy, away, here), NEEDS) == 2
    assert queued_before((away, here), NEEDS) == 3
    assert queued_before((here,), NEEDS) == 0
