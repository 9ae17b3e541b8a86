"""The build of the pages: a hash of their files, so that a page of another version can be told."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).parents[2] / "web"


def web_build(folder: Path = WEB) -> str:
    """16 hex digits over names and bytes of all files below `folder`; those of nothing where it does not exist."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
