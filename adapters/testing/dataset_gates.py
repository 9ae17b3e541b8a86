"""A pool as ComfyUI-Dataset-Gates reads and writes it: its format, its habits, none of its code.

For tests of the exchange: it overwrites files in place, numbers images by `next_seq`, keeps fields it does not know,
and deletes the files of a removed slot.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen


@frozen
class DatasetGatesPool:
    """One pool's folder, seen by Dataset Gates. Not safe beside anybody else who writes, as the original."""

    folder: Path

    def read(self) -> dict[str, Any]:
        """The manifest; an empty one where there is none."""
        path = self.folder / "manifest.json"
        if not path.exists():
            return {"active": 0, "slots": [], "next_seq": 1}
        manifest = json.loads(path.read_text("utf-8"))
        assert isinstance(manifest, dict), "Dataset Gates would rebuild the pool and lose its labels"
        assert "slots" in manifest, "Dataset Gates would rebuild the pool and lose its labels"
        return manifest

    def images(self) -> list[tuple[str, bytes, bytes | None]]:
        """Label, image bytes and mask bytes of each slot, in order."""
        slots = self.read()["slots"]
        return [(slot["label"], self._bytes(slot["image"]), self._mask(slot)) for slot in slots]

    def add(self, image: bytes, label: str = "", added: int = 0) -> str:
        """Append an image under the next number, whatever is there; returns its name."""
        manifest = self.read()
        name = f"img_{manifest['next_seq']:04d}.png"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(image)
        manifest["slots"].append({"image": name, "mask": None, "label": label, "added": added})
        manifest["next_seq"] += 1
        self._write(manifest)
        return name

    def remove(self, index: int) -> None:
        """Delete a slot's files, then the slot."""
        manifest = self.read()
        slot = manifest["slots"].pop(index)
        for name in (slot["image"], slot["mask"]):
            if name:
                (self.folder / name).unlink(missing_ok=True)
        if index < manifest["active"]:
            manifest["active"] -= 1
        manifest["active"] = max(0, min(manifest["active"], len(manifest["slots"]) - 1))
        self._write(manifest)

    def select(self, index: int) -> None:
        """Make a position the active one."""
        self._write({**self.read(), "active": index})

    def label(self, index: int, label: str) -> None:
        """Set a label."""
        manifest = self.read()
        manifest["slots"][index]["label"] = label
        self._write(manifest)

    def reorder(self, order: Sequence[int]) -> None:
        """Put the slots into another order; the active one stays the same image."""
        manifest = self.read()
        manifest["slots"] = [manifest["slots"][index] for index in order]
        manifest["active"] = list(order).index(manifest["active"])
        self._write(manifest)

    def set_mask(self, index: int, mask: bytes) -> None:
        """Write the mask under the one name that it can have, over the old one."""
        manifest = self.read()
        name = manifest["slots"][index]["image"].replace(".png", ".mask.png")
        (self.folder / name).write_bytes(mask)
        manifest["slots"][index]["mask"] = name
        self._write(manifest)

    def _bytes(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _mask(self, slot: dict[str, Any]) -> bytes | None:
        return self._bytes(slot["mask"]) if slot["mask"] else None

    def _write(self, manifest: dict[str, Any]) -> None:
        temporary = self.folder / "manifest.json.tmp"
        temporary.write_text(json.dumps(manifest, indent=2), "utf-8")
        temporary.replace(self.folder / "manifest.json")
