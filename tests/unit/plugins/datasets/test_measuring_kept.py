"""What was read of files is kept within bounds."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from penstock.plugins.datasets.measuring_kept import Kept


def test_another_state_is_not_known() -> None:
    """A value counts for the state that it was read in."""
    kept: Kept[str] = Kept(10_000)
    kept.put("a", (1, 1, 1), "one")
    assert (kept.get("a", (1, 1, 1)), kept.get("a", (2, 1, 1)), kept.get("b", (1, 1, 1))) == ("one", None, None)
    kept.put("a", (2, 1, 1), "two")
    assert (kept.get("a", (1, 1, 1)), kept.get("a", (2, 1, 1))) == (None, "two")


def test_what_was_not_asked_for_longest_goes_first() -> None:
    """A value that is too large alone is not kept, and nothing else suffers from what is forgotten."""
    kept: Kept[int] = Kept(3_000)
    kept.put("a", (0, 0, 0), 1, 1_000)
    kept.put("b", (0, 0, 0), 2, 1_000)
    assert kept.get("a", (0, 0, 0)) == 1
    kept.put("c", (0, 0, 0), 3, 1_000)
    assert [kept.get(name, (0, 0, 0)) for name in "abc"] == [1, None, 3]
    kept.put("d", (0, 0, 0), 4, 1_000_000)
    assert [kept.get(name, (0, 0, 0)) for name in "abcd"] == [None] * 4


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2_000), st.integers(0, 2)), max_size=60))
def test_it_never_holds_more_than_it_may(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is put in which order, sizes add up within the bound, and what is found is what was put last."""
    kept: Kept[int] = Kept(4_000)
    sizes: dict[str, int] = {}
    states: dict[str, tuple[int, int, int]] = {}
    for name, size, state in steps:
        kept.put(name, (state, 0, 0), size, size)
        sizes[name], states[name] = size, (state, 0, 0)
        held = [one for one in sizes if kept.get(one, states[one]) is not None]
        assert sum(sizes[one] + 300 for one in held) <= 4_000
        assert all(kept.get(one, states[one]) == sizes[one] for one in held)


def test_threads_may_share_it() -> None:
    """Many threads at once leave a whole table."""
    kept: Kept[int] = Kept(20_000)

    def work(seed: int) -> None:
        for number in range(500):
            name = str((seed * 7 + number) % 90)
            kept.put(name, (number, 0, 0), number)
            kept.get(name, (number, 0, 0))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for number in range(200):
        kept.put(f"new{number}", (0, 0, 0), number)
    assert kept.get("new199", (0, 0, 0)) == 199
    assert kept.get("new0", (0, 0, 0)) is None
