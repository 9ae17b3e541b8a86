"""The baselines of L1 do what they are called, and what is measured beside them is the same result."""

import pytest


@pytest.mark.parametrize("make", ["flat", "nested"])
def test_all_ways_that_are_timed_give_the_same_text(make):
    """Ours and fbTools' way on the samples of the bench; one pass where nothing is nested."""
    from bench import substituting
    from bench.baseline_texts import expanded, one_pass

    from penstock.core.contracts.libbers import Libber
    from penstock.plugins.libbers.substitution import substitute

    sample = getattr(substituting, make)(20_000, 200)
    assert abs(len(sample.text) - 20_000) < 1_000
    made = substitute(sample.text, [Libber(libs=sample.libs, max_depth=100)])
    assert made.text == expanded(sample.text, sample.libs, 100)
    assert len(made.used) == 200
    assert (one_pass(sample.text, sample.libs) == made.text) == (make == "flat")


def test_the_hostile_sample_doubles():
    """Of four levels there are sixteen ends, by both ways."""
    from bench.baseline_texts import expanded
    from bench.substituting import doubling

    from penstock.core.contracts.libbers import Libber
    from penstock.plugins.libbers.substitution import substitute

    sample = doubling(4)
    assert expanded(sample.text, sample.libs) == "end" * 16
    assert substitute(sample.text, [Libber(libs=sample.libs)]).text == "end" * 16
