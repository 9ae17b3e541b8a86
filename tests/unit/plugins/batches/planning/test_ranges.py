"""Ranges of numbers: decimals, ends, steps that do not lead there."""

from decimal import Decimal

import pytest

from penstock.core.contracts.batches import Range
from penstock.plugins.batches.planning.ranges import MOST_VALUES, BadRange, numbers, plain, shown


def _shown(**asked: object) -> list[str]:
    return [shown(one) for one in numbers(Range(**asked))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "stop", "step", "found"),
    [
        ("1", "3", "1", ["1", "2", "3"]),
        ("0.1", "0.3", "0.1", ["0.1", "0.2", "0.3"]),
        ("0", "1", "0.3", ["0", "0.3", "0.6", "0.9"]),
        ("3", "1", "-1", ["3", "2", "1"]),
        ("1", "0", "-0.4", ["1", "0.6", "0.2"]),
        ("5", "5", "1", ["5"]),
        ("1e-3", "3e-3", "0.001", ["0.001", "0.002", "0.003"]),
        ("18446744073709551613", "18446744073709551615", "1", [str(2**64 - 3), str(2**64 - 2), str(2**64 - 1)]),
        ("-.5", "+.5", ".5", ["-0.5", "0", "0.5"]),
    ],
)
def test_a_step_leads_to_the_stop_and_never_beyond(start: str, stop: str, step: str, found: list[str]) -> None:
    """Every number is exact, and the last is the stop or before it."""
    assert _shown(start=start, stop=stop, step=step) == found


def test_a_count_has_exact_ends() -> None:
    """First and last are as they were asked for, whatever the numbers between are."""
    found = numbers(Range(start="0.1", stop="0.7", count=8))
    assert (found[0], found[-1], len(found)) == (Decimal("0.1"), Decimal("0.7"), 8)
    assert list(found) == sorted(found)
    assert _shown(start="0", stop="10", count=5) == ["0", "2.5", "5", "7.5", "10"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": "1", "stop": "3", "step": "0"}, "not 0"),
        ({"start": "1", "stop": "3", "step": "-1"}, "never gets there"),
        ({"start": "3", "stop": "1", "step": "1"}, "never gets there"),
        ({"start": "1", "stop": "3"}, "a step or a count"),
        ({"start": "1", "stop": "3", "step": "1", "count": 3}, "a step or a count"),
        ({"start": "1", "stop": "3", "count": 1}, "2 to"),
        ({"start": "1", "stop": "3", "count": MOST_VALUES + 1}, "2 to"),
        ({"start": "0", "stop": "1000000", "step": "0.001"}, "at most"),
        ({"start": "0", "stop": "1e99", "step": "1e-99"}, "at most"),
        ({"start": "one", "stop": "3", "step": "1"}, "is a number"),
        ({"start": "NaN", "stop": "3", "step": "1"}, "is a number"),
        ({"start": "1", "stop": "Infinity", "step": "1"}, "is a number"),
        ({"start": "1", "stop": "1" * 41, "step": "1"}, "is a number"),
        ({"start": "1", "stop": "3", "step": "1e999"}, "is a number"),
    ],
)
def test_a_range_that_cannot_be_counted_is_refused(asked: dict[str, object], said: str) -> None:
    """The message says why, before anything is laid out."""
    with pytest.raises(BadRange, match=said):
        numbers(Range(**asked))  # type: ignore[arg-type]


def test_whole_numbers_stay_integers_where_they_belong() -> None:
    """An integer parameter gets an int, another one a float."""
    assert [plain(one, whole=True) for one in (Decimal("2.0"), Decimal("2.5"))] == [2, 2.5]
    assert isinstance(plain(Decimal("2"), whole=True), int)
    assert isinstance(plain(Decimal("2"), whole=False), float)
    assert plain(Decimal(2**64 - 1), whole=True) == 2**64 - 1
