"""Who takes part is decided by the settings, the environment and safe mode, in that order of strength."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.sources import Origin, Source
from penstock.core.switched_off import SwitchedOff, switched_off

NAMES = st.sampled_from(["system", "pools", "gates", "theirs"])
SETS = st.frozensets(NAMES)


def source(name: str, origin: Origin = Origin.BUNDLED, *, essential: bool = False) -> Source:
    return Source(name=name, origin=origin, location=name, version="1", load=object, essential=essential)


@pytest.mark.parametrize("text", ["pools,gates", " pools gates ", "pools,\n gates,,"])
def test_names_are_separated_by_commas_or_blanks(text: str) -> None:
    """However a shell or a unit file spells them."""
    assert switched_off(frozenset(), {"PENSTOCK_PLUGINS": text}).only == {"pools", "gates"}


def test_an_empty_variable_says_nothing() -> None:
    """A variable that is set and empty does not switch everything off."""
    assert switched_off(frozenset(), {"PENSTOCK_PLUGINS": " ", "PENSTOCK_SAFE": "0"}) == SwitchedOff()


@given(stored=SETS, only=st.none() | SETS, without=SETS, safe=st.booleans(), name=NAMES)
def test_the_strongest_word_counts(
    stored: frozenset[str], only: frozenset[str] | None, without: frozenset[str], safe: bool, name: str
) -> None:
    """Safe mode, then those left out, then those named, then the settings; a reason is given just where it is off."""
    off = SwitchedOff(stored=stored, only=only, without=without, safe=safe)
    origin = Origin.DISTRIBUTION if name == "theirs" else Origin.BUNDLED
    on = not (
        (safe and name == "theirs") or name in without or (name not in only if only is not None else name in stored)
    )
    assert (off.reason(source(name, origin)) == "") == on
    assert off.reason(source(name, origin, essential=True)) == ""


def test_names_of_nobody_are_told() -> None:
    """A name that is misspelt in the environment would otherwise change nothing, unseen."""
    off = switched_off(frozenset(), {"PENSTOCK_PLUGINS": "pools,gatse", "PENSTOCK_DISABLED_PLUGINS": "gone"})
    assert off.strangers(["pools", "gates"]) == ("gatse", "gone")
