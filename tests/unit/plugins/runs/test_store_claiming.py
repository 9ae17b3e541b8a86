"""Who sends what: in turn, once, never more on a server than it shall have, and never lost with its process."""

from collections.abc import Callable

import pytest

from penstock.adapters.testing.run_house import CLASSES, RunHouse, ended
from penstock.core.contracts.runs import RunError
from penstock.plugins.runs.store_claiming import MOST_PASSED
from penstock.plugins.runs.store_ports import Lease, Phase

LOST = RunError(code="lost", message="It is gone.")


def claimed(house: RunHouse, count: int, server: str = "one") -> list[str]:
    return [house.claim(server, most=1_000).run.title for _ in range(count)]


def test_the_higher_priority_goes_first_then_the_older(house: RunHouse) -> None:
    """Whatever the order of adding."""
    for title, priority in (("a", 0), ("b", 5), ("c", 0), ("d", -1), ("e", 5)):
        house.add(title=title, priority=priority)
    assert claimed(house, 5) == ["b", "e", "a", "c", "d"]
    assert house.store.claim("one", CLASSES, 1_000) is None


def test_a_claim_is_a_submission_of_its_own(house: RunHouse) -> None:
    """Attempt, owner, server and lease are those of this claim; no prompt is stored yet."""
    run = house.add(values={"3.seed": 1})
    claim = house.claim("two")
    assert (claim.run.id, claim.run.server, claim.run.attempt) == (run.id, "two", 1)
    assert claim.lease == Lease(run.id, 1, house.store.owner)
    assert (claim.phase, claim.cancel_wanted, claim.prompt) == (Phase.SENDING, False, None)


def test_no_server_gets_more_than_it_shall_have(house: RunHouse) -> None:
    """Counted over all processes, until one ends."""
    house.store.add(house.new(), count=5)
    other = house.another()
    first = house.claim(most=2)
    other.claim(most=2)
    assert house.store.claim("one", CLASSES, 2) is None
    assert other.store.claim("one", CLASSES, 2) is None
    other.claim("two", most=1)
    house.store.end(first.lease, ended())
    other.claim(most=2)


def test_a_run_goes_only_where_its_nodes_are(house: RunHouse) -> None:
    """A server without them takes what it can; one of which nothing is known takes all."""
    house.add(title="rare", needs=frozenset({"Rare", "Saver"}))
    house.add(title="plain")
    assert house.claim().run.title == "plain"
    assert house.store.claim("one", CLASSES, 5) is None
    claim = house.store.claim("two", CLASSES | {"Rare"}, 5)
    assert claim is not None and claim.run.title == "rare"
    house.add(title="odd", needs=frozenset({"Odd"}))
    claim = house.store.claim("three", None, 5)
    assert claim is not None and claim.run.title == "odd"


def test_a_run_goes_where_it_must(house: RunHouse) -> None:
    """One for a server is taken by no other; a server for some only takes no others."""
    house.add(title="for two", wanted_server="two", priority=9)
    house.add(title="any")
    assert house.store.claim("three", CLASSES, 5, only_wanted=True) is None
    claim = house.store.claim("two", CLASSES, 5, only_wanted=True)
    assert claim is not None and claim.run.title == "for two"
    assert house.store.claim("two", CLASSES, 5, only_wanted=True) is None
    assert claimed(house, 1) == ["any"]


def test_what_is_held_waits(house: RunHouse) -> None:
    """A paused batch lets others go first, and goes on as it was."""
    house.add_cells("b", 2, priority=5)
    house.add(title="single")
    assert house.store.hold("b", held=True) == 2
    assert claimed(house, 1) == ["single"]
    assert house.store.claim("one", CLASSES, 9) is None
    assert [cell.held for cell in house.store.cells("b")] == [True, True]
    house.store.hold("b", held=False)
    assert [house.claim(most=9).run.place for _ in range(2)] == [0, 1]


def test_runs_with_the_models_of_the_last_one_go_first_for_a_while(house: RunHouse) -> None:
    """The oldest is passed over so often and no more; a higher priority is never passed over."""
    house.add(title="a", models="x")
    house.add(title="oldest", models="y")
    for number in range(MOST_PASSED + 5):
        house.add(title=str(number), models="x")
    house.add(title="urgent", models="z", priority=1)
    assert claimed(house, 2) == ["urgent", "a"]
    taken = claimed(house, MOST_PASSED + 2)
    assert taken.index("oldest") == MOST_PASSED
    assert claimed(house, 1, "two") == [str(MOST_PASSED + 1)], "another server has loaded nothing"


def test_a_lease_that_expires_is_taken_over(house: RunHouse) -> None:
    """With what was sent by then; whoever held it writes nothing any more."""
    house.add()
    claim = house.claim()
    house.store.prepare(claim.lease, {"3": {"inputs": {"seed": 2**64 - 1}}}, {"3.seed": 2**64 - 1})
    other = house.another()
    assert other.store.adopt_expired(["one"]) == ()
    house.clock.advance(31)
    assert other.store.adopt_expired(["two"]) == ()
    (taken,) = other.store.adopt_expired(["one", "two"])
    assert (taken.run.id, taken.run.prompt_id, taken.phase) == (claim.run.id, claim.run.prompt_id, Phase.SENDING)
    assert taken.prompt == {"3": {"inputs": {"seed": 2**64 - 1}}}
    assert house.store.renew([claim.lease]) == {claim.run.id}
    assert house.store.sent(claim.lease) is None
    assert house.store.end(claim.lease, ended()) is None
    assert not house.store.prepare(claim.lease, {}, {})
    assert not house.store.back_to_waiting(claim.lease)
    assert house.store.lose(claim.lease, LOST) is None
    assert other.store.end(taken.lease, ended()) is not None


def test_a_lease_that_is_renewed_is_kept(house: RunHouse) -> None:
    """As long as its process lives."""
    house.add()
    claim = house.claim()
    for _ in range(5):
        house.clock.advance(20)
        assert house.store.renew([claim.lease]) == frozenset()
        assert house.another().store.adopt_expired(["one"]) == ()


@pytest.mark.parametrize("how", ["died", "stopped", "itself"])
def test_a_process_that_is_gone_is_not_waited_for(house: RunHouse, how: str) -> None:
    """Its leases go on at once where it said good-bye or is known to be dead; one's own, once they expired."""
    house.add()
    claim, other = house.claim(), house.another()
    assert other.store.owners() == {house.store.owner}
    if how == "stopped":
        house.store.release()
        (taken,) = other.store.adopt_expired(["one"])
    elif how == "died":
        (taken,) = other.store.adopt_expired(["one"], dead=[house.store.owner])
    else:
        house.clock.advance(31)
        (taken,) = house.store.adopt_expired(["one"])
    assert taken.run.prompt_id == claim.run.prompt_id


def test_a_prompt_of_an_earlier_attempt_is_not_sent_again(house: RunHouse) -> None:
    """A new attempt computes its graph anew, and a run that was lost gets another id."""
    house.add(retries_when_lost=1)
    first = house.claim()
    house.store.prepare(first.lease, {"old": {}}, {})
    house.store.lose(first.lease, LOST)
    second = house.claim()
    assert second.prompt is None
    assert second.run.prompt_id != first.run.prompt_id
    house.clock.advance(31)
    assert house.another().store.adopt_expired(["one"])[0].prompt is None


def test_an_id_that_no_server_got_is_used_by_the_next_claim(house: RunHouse) -> None:
    """What was told to people stays true where a server could not be reached."""
    house.add()
    first = house.claim()
    house.store.back_to_waiting(first.lease)
    assert house.store.get(first.run.id).attempt == 0, "nothing was sent"
    second = house.claim("two")
    assert (second.run.prompt_id, second.run.attempt) == (first.run.prompt_id, 1)
    assert house.store.end(first.lease, ended()) is None, "the first lease counts no more"


def test_two_processes_never_claim_the_same(house: RunHouse, in_threads: Callable[..., list[object]]) -> None:
    """Thirty runs, four claimers at once: each run once."""
    house.store.add(house.new(), count=30)
    others = [house.another() for _ in range(4)]

    def work(other: RunHouse) -> list[str]:
        taken: list[str] = []
        while (claim := other.store.claim("one", CLASSES, 1_000)) is not None:
            taken.append(claim.run.id)
        return taken

    taken = [run for some in in_threads(work, others) for run in some]  # type: ignore[attr-defined]
    assert len(taken) == len(set(taken)) == 30


@pytest.mark.parametrize("back", [3_600, 86_400, 1_700_000_000])
def test_a_clock_that_was_set_back_holds_nothing_for_ever(house: RunHouse, back: int) -> None:
    """A lease that would end in an hour, or in years, is over when nobody renewed it for as long as a lease lasts."""
    house.add()
    claim, other = house.claim(), house.another()
    house.clock.set_wall(house.clock.wall_ms() - back * 1000)
    assert other.store.adopt_expired(["one"]) == ()
    house.clock.advance(29)
    assert other.store.adopt_expired(["one"]) == ()
    house.clock.advance(2)
    (taken,) = other.store.adopt_expired(["one"])
    assert taken.run.id == claim.run.id


def test_who_lives_keeps_what_it_holds_when_a_clock_is_set_back(house: RunHouse) -> None:
    """It renews its lease by the clock as it is now."""
    house.add()
    claim, other = house.claim(), house.another()
    house.clock.set_wall(house.clock.wall_ms() - 3_600_000)
    for _ in range(8):
        assert other.store.adopt_expired(["one"]) == ()
        house.clock.advance(10)
        assert house.store.renew([claim.lease]) == frozenset()
