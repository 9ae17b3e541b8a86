"""BASELINE, for comparison only: the straightforward way to keep a pool, written again for this bench.

Everything is in `manifest.json`. Each change reads it whole, changes it, and writes it whole again with
`json.dump(indent=2)` to one temporary name, renamed over the old one. Nothing is ever synced or locked, slots are
addressed by position, and every call answers with the whole manifest.
"""

import json
import os
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]


class BaselinePool:
    """One pool in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "manifest.json"

    def read(self) -> Manifest:
        """The manifest as it stands; an empty one where there is none or it cannot be read."""
        try:
            with self.path.open(encoding="utf-8") as stream:
                manifest: Manifest = json.load(stream)
        except (FileNotFoundError, ValueError):
            return {"active": 0, "slots": [], "next_seq": 1}
        return manifest

    def write(self, manifest: Manifest) -> Manifest:
        """Replace the manifest."""
        temporary = self.folder / "manifest.json.tmp"
        with temporary.open("w", encoding="utf-8") as stream:
            json.dump(manifest, stream, indent=2)
        os.replace(temporary, self.path)  # noqa: PTH105 - as plain as it gets
        return manifest

    def add(self, data: bytes, added: int = 0) -> Manifest:
        """Append an image."""
        manifest = self.read()
        name = f"img_{manifest['next_seq']:04d}.png"
        (self.folder / name).write_bytes(data)
        manifest["slots"].append({"image": name, "mask": None, "label": "", "added": added})
        manifest["next_seq"] += 1
        return self.write(manifest)

    def remove(self, position: int) -> Manifest:
        """Delete a slot's file, then take the slot out."""
        manifest = self.read()
        slot = manifest["slots"].pop(position)
        if position < manifest["active"]:
            manifest["active"] -= 1
        (self.folder / slot["image"]).unlink(missing_ok=True)
        return self.write(manifest)

    def label(self, position: int, label: str) -> Manifest:
        """Set a label."""
        manifest = self.read()
        manifest["slots"][position]["label"] = label
        return self.write(manifest)

    def select(self, position: int) -> Manifest:
        """Choose the slot that flows downstream."""
        manifest = self.read()
        manifest["active"] = position
        return self.write(manifest)

    def reorder(self, order: list[int]) -> Manifest:
        """Put the slots in the order of these positions."""
        manifest = self.read()
        slots = manifest["slots"]
        manifest["slots"] = [slots[place] for place in order]
        manifest["active"] = order.index(manifest["active"])
        return self.write(manifest)
