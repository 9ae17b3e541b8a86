"""Every zip file of the corpus, through the whole import: refused whole, or taken."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.zips import ZipCase, harmless_zips, hostile_zips
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import ClientError

from .zip_world import everything, take

HOSTILE = hostile_zips()
HARMLESS = harmless_zips()
OF_THE_STORE = ("pool.db", "pool.db-wal", "pool.db-shm", "profile.json")


@pytest.fixture(scope="module")
def house() -> Iterator[ProfileHouse]:
    """One for all, in memory where that can be: what one file leaves behind would be seen with the next."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        made = ProfileHouse(Path(folder)).start()
        made.profiles.create("Here before")
        yield made
        made.close()


def test_the_corpus_is_large_and_its_cases_differ() -> None:
    """There are far more than sixty files, each with a name of its own."""
    names = [case.name for case in (*HOSTILE, *HARMLESS)]
    assert len(HOSTILE) >= 200 and len(HARMLESS) >= 25
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: f"{case.group}: {case.name}")
def test_a_hostile_zip_is_refused_whole(house: ProfileHouse, case: ZipCase, figure: Callable[..., None]) -> None:
    """The error has the right code and names the member; not one file or profile is there that was not before."""
    before, profiles = everything(house.folder), house.profiles.list()

    with pytest.raises(ClientError) as caught:
        take(house, case.make())

    assert (caught.value.code, caught.value.details.get("member", "")) == (case.code, case.member), caught.value.message
    assert 400 <= caught.value.status < 500
    assert caught.value.message
    assert everything(house.folder) == before
    assert house.profiles.list() == profiles
    figure("G12", "zip files that must be refused whole", tried=1, unit="files")


@pytest.mark.parametrize("case", HARMLESS, ids=lambda case: case.name)
def test_a_zip_that_only_looks_odd_is_taken(house: ProfileHouse, case: ZipCase) -> None:
    """It becomes a profile with its images; what is not part of it is counted and not there."""
    came = take(house, case.make())

    folder = house.root / came.profile.id
    assert (came.count, came.left_out) == (case.images, case.left_out)
    assert house.store.pool(came.profile.id).count == case.images
    assert {path.name for path in folder.iterdir()} <= {"img_0001.png", "a.png", "manifest.json", *OF_THE_STORE}
    house.profiles.delete(came.profile.id)
