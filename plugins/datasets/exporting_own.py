"""What people added to an export, or wrote into its captions: it goes with the folder where that is replaced."""

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
    """A warning that names them, nothing where there are none. Pictures and masks are not compared; hidden files are
    not counted, as systems write them by themselves.
    """
    texts = texts_of(folder)
    names = sorted((name for name in _below(folder) if _is_own(folder, name, texts)), key=natural_order)
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


def _is_own(folder: Path, name: str, texts: Mapping[str, bytes | None]) -> bool:
    if name == MANIFEST:
        return False
    if name not in texts:
        return True
    text, path = texts[name], folder / name
    try:
        found = path.lstat()
        is_plain = stat.S_ISREG(found.st_mode)
        return not is_plain or (text is not None and (found.st_size != len(text) or path.read_bytes() != text))
    except OSError:
        return True
