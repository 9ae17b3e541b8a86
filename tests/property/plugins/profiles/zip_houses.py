"""Two data folders, in memory where that can be, and what a person sees of a profile."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from penstock.adapters.testing.profile_house import ProfileHouse


@contextmanager
def house() -> Iterator[ProfileHouse]:
    """Pools and profiles on an empty folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        made = ProfileHouse(Path(folder)).start()
        yield made
        made.close()


def seen(where: ProfileHouse, pool_id: str) -> dict[str, Any]:
    """Everything that must travel: slots in order with ids, labels, times, sizes, bytes; the selection."""
    page = where.store.page(pool_id, 0, 100_000)
    return {
        "selected": page.pool.selected,
        "position": page.pool.position,
        "slots": [
            (
                *(slot.id, slot.image, slot.mask, slot.label, slot.added, slot.width, slot.height),
                where.store.image_path(pool_id, slot.id).read_bytes(),
                slot.mask and (where.root / pool_id / slot.mask).read_bytes(),
            )
            for slot in page.slots
        ],
    }


def carried(source: ProfileHouse, profile_id: str, target: ProfileHouse) -> str:
    """Export from one folder and import into the other; the id over there."""
    made = source.profiles.export(profile_id)
    came = target.profiles.import_zip(made.path, made.file_name)
    source.profiles.discard_export(made.id)
    assert came.left_out == 0
    return came.profile.id


def leftovers(where: ProfileHouse) -> list[Path]:
    """What unfinished work left in the staging folder and among the exports."""
    folders = [where.store.staging(), where.paths.private / "exports"]
    return [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
