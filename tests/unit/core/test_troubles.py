"""What was damaged is kept for whoever asks, and nothing that was set aside is written over."""

import logging
from pathlib import Path

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.troubles import DAMAGE, Troubles, aside


def test_only_damage_is_kept() -> None:
    """With its feature, its time and its number; what is logged later is not heard any more."""
    clock = FakeClock(5_000)
    troubles = Troubles(clock)
    troubles.attach()
    logging.getLogger("penstock.pools.recovery").warning("%s is damaged", "cats", extra=DAMAGE)
    logging.getLogger("penstock.pools").error("something else")
    troubles.detach()
    logging.getLogger("penstock.pools").error("too late", extra=DAMAGE)
    assert [(one.number, one.at, one.feature, one.message) for one in troubles.list()] == [
        (1, 5_000, "pools", "cats is damaged")
    ]


def test_the_last_hundred_are_kept() -> None:
    """The oldest go; numbers go on."""
    troubles = Troubles(FakeClock())
    troubles.attach()
    for number in range(150):
        logging.getLogger("penstock").error("%d", number, extra=DAMAGE)
    troubles.detach()
    assert [one.number for one in troubles.list()] == list(range(51, 151))
    assert {one.feature for one in troubles.list()} == {"core"}


def test_a_clock_that_stands_still_writes_over_nothing(tmp_path: Path) -> None:
    """Every damaged file gets a name of its own, before 1970 too."""
    path = tmp_path / "a.json"
    for content in ("one", "two", "three"):
        aside(path, -9).write_text(content)
    found = {one.name: one.read_text() for one in tmp_path.iterdir()}
    assert found == {"a.json.corrupt-0": "one", "a.json.corrupt-1": "two", "a.json.corrupt-2": "three"}
