"""Tokens of what was seen: the same only while nothing else was seen."""

from hypothesis import given
from hypothesis import strategies as st

from penstock.plugins.pools.nodes_fingerprint import Observations


def test_the_same_state_has_the_same_token() -> None:
    """Seen again and again without a change it stays, so that a host finds its result."""
    seen = Observations()
    assert seen.token("pool", "a") == seen.token("pool", "a")


def test_a_state_that_comes_back_has_a_new_token() -> None:
    """What another run may have seen in between must not be found under the old token."""
    seen = Observations()
    first = seen.token("pool", "a")
    seen.token("pool", "b")
    assert seen.token("pool", "a") != first


def test_keys_do_not_disturb_each_other() -> None:
    """Another node that looks at another place leaves the token as it is."""
    seen = Observations()
    first = seen.token(("pool", -1), "a")
    seen.token(("pool", 3), "b")
    assert seen.token(("pool", -1), "a") == first


def test_a_forgotten_key_gets_a_new_token() -> None:
    """Where the memory is bounded, forgetting costs a run and never correctness."""
    seen = Observations(kept=1)
    first = seen.token("a", 1)
    seen.token("b", 1)
    assert seen.token("a", 1) != first


def test_two_processes_never_share_tokens() -> None:
    """Each run of the process has its own."""
    assert Observations().token("a", 1) != Observations().token("a", 1)


@given(st.lists(st.tuples(st.sampled_from(["fingerprint", "run"]), st.integers(0, 2)), max_size=30))
def test_a_cached_result_is_never_one_of_another_state(steps: list[tuple[str, int]]) -> None:
    """However fingerprints, runs and changes are interleaved, a token never finds what a run saw in another state."""
    seen = Observations()
    cache: dict[str, int] = {}
    promised: list[str] = []
    for step, state in steps:
        token = seen.token("pool", state)
        if step == "fingerprint":
            assert cache.get(token, state) == state
            promised.append(token)
        elif promised:
            cache[promised.pop()] = state
