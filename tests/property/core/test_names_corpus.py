"""Names as attackers combine them: whatever passes is one harmless component inside its folder."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from penstock.adapters.testing.corpora import strategies
from penstock.core.errors import BadName
from penstock.core.names import check_id, contained, is_file_name

profile = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        inside = Path(name).resolve() / "inside"
        inside.mkdir()
        yield inside


@profile
@given(name=strategies.names())
def test_file_name_is_one_component_of_its_folder(folder: Path, name: str) -> None:
    """A name that is accepted joins to a direct child of the folder, on POSIX and as Windows would read it."""
    if is_file_name(name):
        assert contained(folder, name) == folder / name
        assert (folder / name).parent == folder
        assert not set(name) & set('/\\:*?"<>|')


@profile
@given(name=strategies.names())
def test_any_name_is_contained_or_refused(folder: Path, name: str) -> None:
    """Unchecked names either stay inside the folder or raise `BadName`."""
    try:
        path = contained(folder, name)
    except BadName:
        return
    assert path.is_relative_to(folder)
    assert path != folder


@profile
@given(name=strategies.names())
def test_id_is_plain_or_refused(name: str) -> None:
    """An id that passes holds only letters, digits, `_` and `-`, and is a file name too."""
    try:
        check_id(name)
    except BadName:
        return
    assert name.isascii()
    assert is_file_name(name)


@profile
@given(value=strategies.ids())
def test_good_id_is_accepted(value: str) -> None:
    """Every name of the documented form is accepted as it is."""
    assert check_id(value) == value
