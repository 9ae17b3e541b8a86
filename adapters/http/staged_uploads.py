"""Uploads on their way in: what a killed host leaves of them."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ...core.files import Files
from ...core.host import HostPaths

_LOG: Final = logging.getLogger("penstock.http")
_OLD: Final = 86_400.0
"""Seconds after which a staged upload belongs to nobody: another server may be working on a younger one."""


def staging_folder(paths: HostPaths) -> Path:
    """Where uploads are staged."""
    return paths.private / "staging"


def old_uploads(paths: HostPaths) -> Iterator[Path]:
    """Staged uploads that nobody is working on any more."""
    folder = staging_folder(paths)
    for path in sorted(folder.glob("*.upload")) if folder.is_dir() else ():
        try:
            old = path.stat().st_mtime < time.time() - _OLD
        except FileNotFoundError:
            continue
        if old:
            yield path


def sweep_uploads(paths: HostPaths, files: Files) -> None:
    """Remove the old ones; what cannot be removed is logged and left."""
    try:
        for path in old_uploads(paths):
            files.discard(path)
    except OSError as error:
        _LOG.info("An old upload could not be removed: %s", error)
