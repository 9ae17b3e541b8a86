"""The ledger of changes: one turn at a time for each name, and what was told last."""

import pytest

from penstock.core.change_ledger import ChangeLedger
from penstock.core.errors import Busy


def ledger() -> ChangeLedger:
    return ChangeLedger(lambda name: f"The thing {name} is being changed.")


def test_whoever_waits_too_long_for_a_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which thing it is; another one has its own turn, and the first is free again afterwards."""
    monkeypatch.setattr("penstock.core.change_ledger._PATIENCE", 0.01)
    ours = ledger()
    with ours.turn("a"), ours.turn("b"), pytest.raises(Busy, match="The thing a is being changed"), ours.turn("a"):
        pytest.fail("two have one turn")
    with ours.turn("a"):
        pass


def test_a_free_turn_does_not_wait() -> None:
    """It tells whether it is one, and lets go only of what it has."""
    ours = ledger()
    with ours.turn("a"):
        with ours.free_turn("a") as got:
            assert not got
        with ours.free_turn("a") as again:
            assert not again
    with ours.free_turn("a") as free:
        assert free


def test_what_is_as_it_was_noted_is_no_news() -> None:
    """New, changed and gone is; of others' changes the names are told, the gone ones last."""
    ours = ledger()
    assert [ours.note("a", sign) for sign in ("1", "1", "2", "", "")] == [True, False, True, True, False]
    for name in ("a", "b", "c"):
        ours.note(name, "1")
    assert ours.others({"b": "1", "c": "2", "d": "1"}) == ("c", "d", "a")


def test_it_counts_how_often_a_thing_went() -> None:
    """Only what was there can go."""
    ours = ledger()
    for sign in ("", "1", "", "", "2", ""):
        ours.note("a", sign)
    ours.note("b", "1")
    ours.note("b", "")
    assert (ours.times_gone("a"), ours.times_gone("b"), ours.times_gone("c"), ours.times_gone()) == (2, 1, 0, 3)
