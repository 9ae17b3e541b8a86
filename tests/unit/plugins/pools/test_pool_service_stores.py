"""The service on any store: the same operations publish the same events, on disk and in memory."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.core.contracts.pools import PoolStore
from penstock.core.contracts.uploads import Upload
from penstock.core.dispatch import Dispatcher, HookTable
from penstock.core.errors import DiskFull
from penstock.core.events.base import Event
from penstock.core.faults import FaultLog
from penstock.core.files import Files
from penstock.plugins.pools.comings import PoolComings
from penstock.plugins.pools.image_checks import ImageLimits
from penstock.plugins.pools.service import PoolService
from penstock.plugins.pools.service_uploads import Uploads
from penstock.plugins.pools.store import DiskPoolStore
from penstock.plugins.pools.watch_folders import FolderIds

Picture = Callable[..., Upload]


class OneImageStore(MemoryPoolStore):
    """A store whose disk has room for one image at a time, and for none that is labelled `large`."""

    def add(self, pool_id: str, images: Any) -> Any:
        """Store a single image that is not large."""
        if len(images) > 1 or images[0].label == "large":
            raise DiskFull("The disk is full: could not store the image.")
        return super().add(pool_id, images)


class UnreadableStore(MemoryPoolStore):
    """A store that has no room to open a pool."""

    def pool(self, pool_id: str) -> Any:
        """Nothing can be opened."""
        raise DiskFull("The disk is full: could not read the pool.")


@pytest.fixture
def published() -> list[Event]:
    return []


@pytest.fixture
def dispatcher(published: list[Event]) -> Iterator[Dispatcher]:
    made = Dispatcher(HookTable({}, FaultLog()), published.append, epoch="e")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def service_on(dispatcher: Dispatcher) -> Iterator[Callable[[PoolStore], PoolService]]:
    """The service on a store, without an application."""
    with ExitStack() as stack:

        def make(store: PoolStore) -> PoolService:
            resources = ExitStack()
            resources.callback(store.close)
            uploads = Uploads(Files(), store.staging, ImageLimits)
            folders = PoolComings(FolderIds(Path("/nowhere")))
            service = PoolService(
                store, folders, uploads, dispatcher, FakeClock(), CountingIds(), lambda: 100, resources
            )
            stack.callback(service.close)
            return service

        yield make


def memory(folder: Path) -> PoolStore:
    return MemoryPoolStore(folder / "memory", FakeClock(), CountingIds())


def disk(folder: Path) -> PoolStore:
    return DiskPoolStore(folder / "grid_pool", folder / "trash", Files(), FakeClock(), CountingIds())


@pytest.mark.parametrize("store", [memory, disk])
def test_a_story_is_the_same_on_every_store(
    service_on: Callable[[PoolStore], PoolService],
    dispatcher: Dispatcher,
    published: list[Event],
    tmp_path: Path,
    picture: Picture,
    store: Callable[[Path], PoolStore],
) -> None:
    """Adding, selecting, labelling, painting, moving, removing and undoing end in the same state and events."""
    pools = service_on(store(tmp_path))
    results = pools.add("p", [picture(name="a"), picture(name="b"), picture(name="c")], labels=["a", "b", "c"])
    one, two, three = (result.slot.id for result in results if result.slot is not None)
    pools.select("p", two)
    pools.label("p", one, "first", 0)
    pools.set_mask("p", one, picture(255, mode="L"), 0)
    pools.move("p", [three], one)
    pools.remove("p", [two])
    pools.undo("p")
    pools.redo("p")
    pools.undo("p")
    page = pools.store.page("p")
    assert [slot.label for slot in page.slots] == ["c", "first", "b"]
    assert page.pool.selected == two
    assert pools.store.mask_path("p", one) is not None
    assert dispatcher.settle()
    removal = ["slot_removed", "slot_selected"]
    restoration = ["slot_restored", "slot_selected"]
    assert [event.name for event in published] == [
        "pool_created",
        "slot_added",
        "slot_added",
        "slot_added",
        "slot_selected",
        "slot_selected",
        "slot_labelled",
        "mask_saved",
        "slots_reordered",
        *removal,
        *restoration,
        *removal,
        *restoration,
    ]


def test_where_not_all_images_fit_each_is_tried_alone(
    service_on: Callable[[PoolStore], PoolService], tmp_path: Path, picture: Picture
) -> None:
    """A full disk refuses what does not fit, keeps what does, and nothing stays in the staging folder."""
    store = OneImageStore(tmp_path / "memory")
    results = service_on(store).add("p", [picture(), picture(), picture()], labels=["a", "large", "c"])
    assert [None if result.error is None else result.error["code"] for result in results] == [None, "disk_full", None]
    assert [slot.label for slot in store.page("p").slots] == ["a", "c"]
    assert list(store.staging().iterdir()) == []


def test_a_pool_that_cannot_be_read_is_deleted(
    service_on: Callable[[PoolStore], PoolService], dispatcher: Dispatcher, published: list[Event], tmp_path: Path
) -> None:
    """On a disk without room to open it: that is when people delete."""
    pools = service_on(UnreadableStore(tmp_path))
    pools.store.create("p")
    pools.delete("p")
    assert not pools.store.exists("p")
    assert dispatcher.settle()
    assert [event.name for event in published] == ["pool_deleted"]
