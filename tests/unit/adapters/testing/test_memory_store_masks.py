"""The store in memory gives masks names that were never used."""

import io
import json
from pathlib import Path

from PIL import Image

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.memory_store import MemoryPoolStore


def png(mode: str, level: int) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (2, 2), level if mode == "L" else (level, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def test_a_mask_that_an_installed_pool_brought_comes_back(tmp_path: Path) -> None:
    """A new mask takes no name of a file that is there, whatever number that has."""
    store = MemoryPoolStore(tmp_path, FakeClock(), CountingIds())
    folder = store.staging() / "whole"
    folder.mkdir()
    (folder / "img_0001.png").write_bytes(png("RGB", 9))
    (folder / "img_0001.1.mask.png").write_bytes(png("L", 255))
    slots = [{"image": "img_0001.png", "mask": "img_0001.1.mask.png", "label": ""}]
    (folder / "manifest.json").write_text(json.dumps({"active": 0, "slots": slots, "next_seq": 2}), "utf-8")
    store.install("cats", folder)
    (slot,) = store.page("cats").slots
    mask = store.staging() / "new.png"
    mask.write_bytes(png("L", 7))
    store.set_mask("cats", slot.id, mask)
    store.undo("cats")
    path = store.mask_path("cats", slot.id)
    assert path is not None
    assert path.read_bytes() == png("L", 255)
