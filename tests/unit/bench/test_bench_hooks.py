"""What hooks cost, at the size of a change: ratios within one run, with room for a busy machine."""

from pathlib import Path

import pytest


@pytest.fixture
def bench(tmp_path: Path):
    """A quick run of the bench."""
    from bench.workbench import Bench

    made = Bench(folder=tmp_path, quick=True)
    with made.closing:
        yield made


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("kind", ["observe", "collect", "decide"])
def test_a_call_costs_no_more_than_a_bare_pluggy_call(kind, count):
    """Though each plugin is isolated, attributed and timed; half of it is usual, 1.5 the goal."""
    from bench.hooks import against_pluggy

    series = against_pluggy(kind, count, calls=300, rounds=9)
    assert series["ours"].best <= 1.5 * series["pluggy"].best


def test_observers_are_not_felt_when_an_image_is_added(bench):
    """Twenty of them, by the CPU of all threads: under 1 % of adding a picture of one megapixel."""
    from bench.hooks import against_adding

    series = against_adding(bench, 1024, "PNG")
    assert series["publish"].best <= 0.01 * series["add"].best
