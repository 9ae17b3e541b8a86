"""What stands in the place of the database and is no file: a folder, a pipe, or links in a circle.

SQLite calls it a database that cannot be opened, for ever. It is set aside, and a new database begins. Blocks; raises
`PenstockError`.
"""

import errno
import logging
import stat
from pathlib import Path
from typing import Final

from ...core import file_locks
from ...core.clock import Clock
from ...core.errors import from_os_error
from ...core.files import Files
from ...core.troubles import DAMAGE, aside

_LOG: Final = logging.getLogger("penstock.database")
_BESIDE: Final = ("", "-wal", "-shm", "-journal")


def clear(path: Path, files: Files, clock: Clock) -> None:
    """Set aside what is in the way of the database at `path` or of the files beside it.

    A link to a file is the database; one to nothing may be one again, when its disk is back.
    """
    for place in (path.with_name(path.name + suffix) for suffix in _BESIDE):
        if _is_obstacle(place):
            _set_aside(place, path, files, clock)


def _is_obstacle(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:  # what cannot be looked at is SQLite's to report
        return error.errno == errno.ELOOP


def _set_aside(place: Path, path: Path, files: Files, clock: Clock) -> None:
    lock = path.parent / file_locks.FOLDER / f"{path.name}.lock"
    with file_locks.held(files, lock, busy="The database is being mended.", what="the database"):
        if not _is_obstacle(place):
            return
        kept = aside(place, clock.wall_ms())
        try:
            files.move(place, kept)
        except OSError as error:
            raise from_os_error(error, "set aside what is in the place of the database") from error
    _LOG.error("%s was no file: it is kept as %s. A new one begins.", place.name, kept.name, extra=DAMAGE)
