"""A laboratory for the disk store: pools that are prepared once, a disk and a database that fail, the power switch."""

import itertools
import os
import secrets
import shutil
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import define, field

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core.contracts.pools import NewImage
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools import half_made
from penstock.plugins.pools.store import DiskPoolStore

POOL = "p"


def png(number: int, size: int = 1) -> bytes:
    """A gray PNG, different for each number."""
    rows = b"".join(b"\0" + bytes([(number + row) % 256] * size) for row in range(size))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    chunks = [*parts, (b"tEXt", f"number\0{number}".encode()), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@define
class Laboratory:
    """One folder with a store on it; `start` opens another store there, as another process would."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    calls: FaultyCalls = field(factory=FaultyCalls)
    database: FaultyDatabase = field(factory=FaultyDatabase)
    stores: list[DiskPoolStore] = field(factory=list)
    numbers: Iterator[int] = field(factory=lambda: itertools.count(100))

    @property
    def root(self) -> Path:
        return self.folder / "grid_pool"

    @property
    def pool(self) -> Path:
        return self.root / POOL

    @property
    def trash(self) -> Path:
        return self.folder / "trash"

    def start(self) -> DiskPoolStore:
        self.calls = FaultyCalls()
        self.database = FaultyDatabase(calls=self.calls)
        files = Files(self.calls)
        store = DiskPoolStore(self.root, self.trash, files, self.clock, RandomIds(), self.database.connect)
        self.stores.append(store)
        return store

    def kill(self, *, lose_bytes: bool = False, lose_entries: bool = False) -> None:
        """The process of the last store is gone; with the power, what was not synced is too."""
        self.database.abandon()
        self.calls.power_loss(lose_bytes=lose_bytes, lose_entries=lose_entries)
        self.stores.pop()

    def staged(self, store: DiskPoolStore, number: int | None = None) -> Path:
        number = next(self.numbers) if number is None else number
        path = store.staging() / f"{secrets.token_hex(8)}.png"
        path.write_bytes(png(number))
        return path

    def image(self, store: DiskPoolStore, label: str = "", number: int | None = None) -> NewImage:
        return NewImage(source=self.staged(store, number), width=1, height=1, label=label, added=1)

    def close(self) -> None:
        if self.calls.dead or self.database.dead:
            self.kill()
        for fault in (self.calls, self.database):
            fault.crash_before = fault.crash_after = fault.fail = None
        for store in self.stores:
            store.close()


State = tuple[str | None, tuple[tuple[str, str, bytes, bytes | None], ...]]


def state_of(store: DiskPoolStore, pool_id: str = POOL) -> State:
    """Everything that a person can see of a pool: selection, order, labels, bytes of images and masks."""
    page = store.page(pool_id, 0, 100_000)
    seen = []
    for slot in page.slots:
        mask = store.mask_path(pool_id, slot.id)
        image = store.image_path(pool_id, slot.id).read_bytes()
        seen.append((slot.id, slot.label, image, mask.read_bytes() if mask else None))
    return page.pool.selected, tuple(seen)


def prepare(laboratory: Laboratory) -> None:
    """Three images with labels and a mask, one removed, one change undone; all at rest."""
    store = laboratory.start()
    store.create(POOL)
    store.add(POOL, [laboratory.image(store, f"label {number}", number) for number in range(4)])
    store.set_mask(POOL, "img_0002", laboratory.staged(store, 50))
    store.remove(POOL, ["img_0004"])
    store.label(POOL, "img_0003", "later")
    store.undo(POOL)
    store.close()
    laboratory.stores.clear()


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pool, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(Laboratory(folder))
    return folder


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: faults are simulated, so a real disk would only cost time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def laboratories(quick_folder: Path, prepared_folder: Path) -> Iterator[Callable[[], Laboratory]]:
    """Makes laboratories, each on a copy of the prepared pool."""
    made: list[Laboratory] = []

    def make() -> Laboratory:
        for old in made:
            old.close()
            shutil.rmtree(old.folder)
        made.clear()
        folder = quick_folder / "laboratory"
        shutil.copytree(prepared_folder, folder)
        made.append(Laboratory(folder))
        return made[0]

    yield make
    for laboratory in made:
        laboratory.close()


@pytest.fixture
def laboratory(laboratories: Callable[[], Laboratory]) -> Laboratory:
    """One laboratory with the prepared pool."""
    return laboratories()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`quiet()`: from now on the last change of any folder was two seconds ago."""
    later = SimpleNamespace(time_ns=lambda: time.time_ns() + 2_000_000_000)
    return lambda: monkeypatch.setattr(half_made, "time", later)


@pytest.fixture
def seen() -> Callable[..., State]:
    """`seen(store, pool_id="p")`: everything that a person can see of a pool."""
    return state_of
