"""The input, output and temporary files of a fake server."""

import hashlib
from pathlib import Path
from typing import Any

from attrs import frozen


class Outside(Exception):
    """Raised for a name that leaves its folder."""


@frozen
class Folders:
    """`base` holds `input`, `output` and `temp`; they outlive a restart."""

    base: Path

    def folder(self, kind: str) -> Path:
        """One of the three, made where it is missing."""
        if kind not in ("input", "output", "temp"):
            raise Outside(kind)
        found = self.base / kind
        found.mkdir(parents=True, exist_ok=True)
        return found

    def path(self, kind: str, subfolder: str, name: str) -> Path:
        """The path of a file; `Outside`."""
        folder = self.folder(kind)
        found = (folder / subfolder / name).resolve()
        if not found.is_relative_to(folder.resolve()) or not name:
            raise Outside(name)
        return found

    def has(self, value: str) -> bool:
        """Whether a value of a loader names a file: `name`, `folder/name` or `name [output]`."""
        name, _, kind = value.partition(" [")
        try:
            return self.path(kind.rstrip("]") or "input", "", name).is_file()
        except Outside:
            return False

    def images(self) -> tuple[str, ...]:
        """The names in the input folder, not below it."""
        return tuple(sorted(path.name for path in self.folder("input").iterdir() if path.is_file()))

    def save(self, kind: str, prefix: str, content: bytes) -> dict[str, Any]:
        """Save a result under the next number; what the history says of it."""
        subfolder, _, stem = prefix.rpartition("/")
        number = 1
        while (path := self.path(kind, subfolder, f"{stem}_{number:05}_.png")).exists():
            number += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return {"filename": path.name, "subfolder": subfolder, "type": kind}

    def upload(self, subfolder: str, name: str, content: bytes, *, overwrite: bool) -> dict[str, Any]:
        """Keep an uploaded file, renamed where another has its name."""
        wanted = path = self.path("input", subfolder, name)
        number = 1
        while not overwrite and path.exists() and _hash(path.read_bytes()) != _hash(content):
            path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
            number += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return {"name": path.name, "subfolder": subfolder, "type": "input"}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
