"""What Penstock exports it imports, whatever the limits of uploads say of files that it made itself."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.host import Host
from penstock.plugins.profiles.archive_limits import ArchiveLimits
from penstock.plugins.profiles.exporting import warning_for

from .route_world import RouteWorld

LARGEST: int = 1_000_000


@pytest.fixture
def world(
    penstock_application: Callable[..., Application], penstock_host: Host, call_route: Any, picture: Any
) -> RouteWorld:
    """An application whose uploads may have a megabyte."""
    host = evolve(penstock_host, overrides={"pools.max_file_megabytes": "1"})
    return RouteWorld(penstock_application(host=host), call_route, picture)


def photograph(folder: Path) -> Upload:
    """A noisy JPEG below the limit, which is far above it as a PNG."""
    noise = np.random.default_rng(3).integers(0, 255, (900, 900, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(noise).save(data, "JPEG", quality=60)
    path = folder / "noise.jpg"
    path.write_bytes(data.getvalue())
    assert len(data.getvalue()) < LARGEST
    return Upload(path=path, file_name="noise.jpg", size=len(data.getvalue()))


def test_a_photograph_that_grew_when_it_was_taken_in_travels(world: RouteWorld, tmp_path: Path) -> None:
    """A JPEG becomes a PNG ten times as large: exported, it is imported again, byte for byte."""
    made = world.profiles.create("Cats")
    (added,) = world.pools.add(made.id, [photograph(tmp_path)])
    assert added.slot is not None
    stored = world.pools.store.image_path(made.id, added.slot.id).read_bytes()
    assert len(stored) > 2 * LARGEST

    exported = world.profiles.export(made.id)
    arrived = world.profiles.import_zip(exported.path, "Cats.zip")

    copied = world.pools.store.page(arrived.profile.id).slots[0]
    assert world.pools.store.image_path(arrived.profile.id, copied.id).read_bytes() == stored


@pytest.mark.parametrize(
    ("limits", "setting"),
    [
        (ArchiveLimits(max_files=3), "profiles.max_zip_files"),
        (ArchiveLimits(max_bytes=1_000), "profiles.max_zip_megabytes"),
    ],
)
def test_an_export_that_needs_other_limits_says_so(limits: ArchiveLimits, setting: str) -> None:
    """It is made all the same; whoever imports it has to raise a setting, and is told which and how far."""
    said = warning_for(files=4, size=1_001, limits=limits)
    assert setting in said


def test_an_export_within_the_limits_has_nothing_to_say() -> None:
    """To the last file and byte."""
    assert warning_for(files=3, size=1_000, limits=ArchiveLimits(max_files=3, max_bytes=1_000)) == ""
