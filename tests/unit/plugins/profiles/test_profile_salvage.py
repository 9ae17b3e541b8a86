"""What is left of a damaged registry."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.profiles import Profile
from penstock.core.names import check_id
from penstock.plugins.profiles.salvaging import salvage

PROFILES = tuple(Profile(id=f"p{number}", name=f"Näme {number} {{x}}", created=number) for number in range(9))
TEXT = json.dumps(
    {"profiles": [{"id": one.id, "name": one.name, "created": one.created} for one in PROFILES], "format": 1}, indent=2
).encode()


def test_every_entry_that_is_whole_comes_back() -> None:
    """In its order."""
    assert salvage(TEXT) == PROFILES
    assert salvage(TEXT + b"}") == PROFILES
    assert salvage(TEXT[:-4]) == PROFILES
    assert salvage(b"\xff\xfe" + TEXT) == PROFILES
    assert salvage(TEXT.replace(b'"profiles"', b'"prof\xfees"')) == PROFILES


@given(st.integers(0, len(TEXT)))
def test_of_a_file_that_was_cut_off_comes_back_what_was_before(place: int) -> None:
    """All entries but the one that was cut."""
    found = salvage(TEXT[:place])
    assert found == PROFILES[: len(found)]
    assert len(found) >= TEXT[:place].count(b"\n    }")


@given(st.integers(0, len(TEXT) - 1), st.binary(min_size=1, max_size=8))
def test_a_few_bad_bytes_cost_few_entries(place: int, noise: bytes) -> None:
    """Never an error, and never most of the names."""
    found = {one.id for one in salvage(TEXT[:place] + noise + TEXT[place + len(noise) :])}
    assert len(found & {one.id for one in PROFILES}) >= len(PROFILES) - 3


@given(st.binary(max_size=300))
def test_noise_is_nothing(data: bytes) -> None:
    """Any bytes at all are no error, and what is found in them can be a profile."""
    assert all(check_id(found.id) and found.name for found in salvage(data))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data",
    [
        b"{" * (1 << 20),
        b'{"a":' * (1 << 18),
        b"[" * (1 << 20),
        b'{"' * (1 << 19),
        b'{"a":' * 900 + b"[0" + b",0" * (1 << 20),
    ],
)
def test_no_text_takes_for_ever(data: bytes) -> None:
    """Megabytes that are made to be slow are given up in time."""
    assert salvage(data) == ()
