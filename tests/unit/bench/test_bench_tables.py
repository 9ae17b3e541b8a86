"""The bench's arithmetic: ratios, goals, tables, rounds."""

import pytest


def _series(*seconds: float):
    from bench.timing import Series

    return Series(seconds)


def test_faster_divides_theirs_by_ours_for_minima_and_for_medians():
    """A speed-up is baseline over ours, once of the minima and once of the medians."""
    from bench.table import faster

    row = faster("S2", "label", _series(6.0, 8.0, 20.0), _series(1.0, 4.0, 5.0), 2)
    assert row.ratios == (6.0, 2.0)
    assert row.met is True


@pytest.mark.parametrize(("theirs", "ours"), [((6.0, 6.0, 6.0), (1.0, 4.0, 4.0)), ((2.0, 8.0, 9.0), (2.0, 2.0, 2.0))])
def test_a_goal_is_missed_where_only_one_of_the_two_ratios_meets_it(theirs, ours):
    """A lucky minimum or a lucky median alone does not meet a goal."""
    from bench.table import faster

    assert faster("S2", "label", _series(*theirs), _series(*ours), 2).met is False


def test_costs_divides_ours_by_theirs_and_wants_it_small():
    """A cost is ours over the reference and must stay at or below its limit."""
    from bench.table import costs

    row = costs("S3", "label", _series(2.0, 2.0), _series(3.0, 5.0), 2, "ours")
    assert row.ratios == (1.5, 2.0)
    assert row.met is True
    assert costs("S3", "label", _series(2.0), _series(4.1), 2, "ours").met is False


def test_ratio_of_amounts_turns_with_the_kind_of_goal():
    """For "at least" an amount of theirs is divided by ours, for "at most" ours by theirs."""
    from bench.table import Wanted, ratio

    assert ratio("T1", "bytes", 500.0, 5.0, Wanted(at_least=80)).ratios == (100.0,)
    assert ratio("I3", "memory", 500.0, 250.0, Wanted(at_most=0.6)).ratios == (0.5,)
    assert ratio("I3", "memory", 500.0, 350.0, Wanted(at_most=0.6)).met is False


def test_count_must_lie_between_its_bounds():
    """An amount of its own is held against both bounds."""
    from bench.table import Wanted, count

    met = {value: count("S6", "slots", value, Wanted(800, 800)).met for value in (799, 800, 801)}
    assert met == {799: False, 800: True, 801: False}


def test_the_table_shows_every_row_and_whether_its_goal_is_met():
    """Each row is one line of a Markdown table; what was not measured is neither met nor missed."""
    from bench.table import Wanted, as_text, count, unmeasured

    rows = [count("S6", "slots", 799, Wanted(800, 800)), unmeasured("S1", "bytes", "no counter")]
    head, _, first, second = as_text(rows).splitlines()
    assert head.startswith("| goal | what")
    assert [cell.strip() for cell in first.strip("|").split("|")][-2:] == ["= 800", "NO"]
    assert "not measured: no counter" in second
    assert second.endswith("| -   |")


def test_rounds_interleave_and_the_first_is_not_counted():
    """Every contender has one turn a round, in an order that turns, and one round more than is counted."""
    from bench.timing import Contender, interleaved

    turns: list[str] = []
    contenders = {name: Contender(run=lambda name=name: turns.append(name)) for name in "ab"}
    series = interleaved(contenders, rounds=3)
    assert "".join(turns) == "abba" * 2
    assert {name: len(one.seconds) for name, one in series.items()} == {"a": 3, "b": 3}


def test_preparing_is_not_timed_and_its_result_is_handed_on(monkeypatch):
    """Only `run` stands between the two readings of the clock, and a turn is the mean of its calls."""
    from bench import timing

    now = [0]
    monkeypatch.setattr(timing.time, "perf_counter_ns", lambda: now[0])

    def prepare() -> int:
        now[0] += 7_000_000_000
        return 2

    def run(seconds: int) -> None:
        now[0] += seconds * 1_000_000_000

    assert timing.Contender(run=run, prepare=prepare, calls=3).turn() == 2.0


def test_series_reads_as_minimum_and_median():
    """People read the minimum and, in brackets, the median, in a unit that fits."""
    assert str(_series(0.002, 0.001, 0.004)) == "1 ms (2 ms)"
    assert str(_series(0.000012)) == "12 us (12 us)"
