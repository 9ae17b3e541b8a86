"""A pool's folder that is copied here file by file, in any order, while a host looks at it all the time."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.invariants.pool_model import PoolState, read_state
from penstock.core.contracts.pools import NewImage
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.comings import PoolComings
from penstock.plugins.pools.store import DiskPoolStore
from penstock.plugins.pools.watch import PoolWatcher
from penstock.plugins.pools.watch_folders import FolderIds

COUNT = 5
FILES = ("manifest.json", "pool.db", *(f"img_{number:04d}.png" for number in range(1, COUNT + 1)))


def store_in(folder: Path) -> DiskPoolStore:
    return DiskPoolStore(folder / "grid_pool", folder / "trash", Files(), FakeClock(), RandomIds())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PoolState]:
    """A pool at rest with labels, whose last image comes first."""
    folder = tmp_path_factory.mktemp("source")
    store = store_in(folder)
    store.create("p")
    for number in range(COUNT):
        path = store.staging() / "new.png"
        path.write_bytes(png(number))
        store.add("p", [NewImage(source=path, width=2, height=2, label=f"label {number}")])
    store.move("p", [f"img_{COUNT:04d}"], "img_0001")
    store.select("p", "img_0003")
    state = read_state(store, "p")
    store.close()
    return folder / "grid_pool" / "p", state


def arrivals(source: Path, target: Path, order: list[str]) -> Iterator[None]:
    """Copies the files in two parts each, as copying does; pauses after every part."""
    for name in order:
        data = (source / name).read_bytes()
        for part in (data[: len(data) // 2], data[len(data) // 2 :]):
            with (target / name).open("ab") as stream:
                stream.write(part)
            yield


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(FILES), indexed=st.booleans())
def test_looking_at_what_arrives_harms_nothing(source: tuple[Path, PoolState], order: list[str], indexed: bool) -> None:
    """Order, labels and selection are those of the source in the end, and nothing was set aside as damaged."""
    came, expected = source
    memory = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    place = Path(tempfile.mkdtemp(dir=memory))
    store = store_in(place)
    target = place / "grid_pool" / "p"
    target.mkdir(parents=True)
    watcher = PoolWatcher(store, PoolComings(FolderIds(target.parent, store.is_half_made)), lambda _event: None)
    watcher.look()
    for _ in arrivals(came, target, [name for name in order if indexed or name != "pool.db"]):
        store.pools()
        watcher.look()
    assert read_state(store, "p") == expected
    store.close()
    assert [path.name for path in target.iterdir() if "corrupt" in path.name] == []
    assert read_state(store_in(place), "p") == expected
    shutil.rmtree(place)
