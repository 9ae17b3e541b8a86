"""What people added to an export, or changed in it: it goes with the folder where that is replaced."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ...core.contracts.datasets import DatasetWarning
from ...core.names import natural_order
from .exporting_manifest import texts_of
from .exporting_names import MANIFEST

_NAMED: Final = 20


def own_files(folder: Path) -> tuple[DatasetWarning, ...]:
    """A warning that names them, nothing where there are none.

    Captions are compared with what was written, pictures and masks by their times: the manifest was written last.
    Hidden files are not counted, as systems write them by themselves.
    """
    texts, written = texts_of(folder), _time_of(folder / MANIFEST)
    names = sorted((name for name in _below(folder) if _is_own(folder, name, texts, written)), key=natural_order)
    if not names:
        return ()
    which = "1 file is" if len(names) == 1 else f"{len(names):,} files are"
    return (
        DatasetWarning(
            code="own_files",
            message=f"{which} not as the export wrote the folder: replacing it takes them to the trash, too.",
            hint="They come back with the folder when it is restored. Move away what should stay.",
            images=len(names),
            names=tuple(os.fsencode(name).decode("utf-8", "replace") for name in names[:_NAMED]),
        ),
    )


def _below(folder: Path) -> Iterator[str]:
    """Files and links below a folder by their paths there, with `/`."""
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(above, name).is_symlink()]
        for name in (*files, *links):
            if not name.startswith("."):
                yield Path(above, name).relative_to(folder).as_posix()


def _is_own(folder: Path, name: str, texts: Mapping[str, bytes | None], written: int) -> bool:
    if name == MANIFEST:
        return False
    if name not in texts:
        return True
    text, path = texts[name], folder / name
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return True
        if text is None:
            return found.st_mtime_ns > written
        return found.st_size != len(text) or path.read_bytes() != text
    except OSError:
        return True


def _time_of(path: Path) -> int:
    """In ns; 0 where the file is gone, so that everything counts as changed."""
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0
