"""What ComfyUI's file routes answer where the disk refuses."""

from typing import Final

from ...core.errors import Conflict, PenstockError, from_os_error

MAX_DEPTH: Final = 16
"""Folders below each other that these routes make at most: every walk through deeper ones would cost the server."""

_IN_THE_WAY: Final = (NotADirectoryError, IsADirectoryError, FileExistsError)


def refused_by_disk(error: OSError, action: str) -> PenstockError:
    """The error for `action`: a conflict where a file stands in a folder's place or the other way round."""
    if isinstance(error, _IN_THE_WAY):
        return Conflict(f"A file or a folder is in the way: could not {action}.", hint="Choose another name.")
    return from_os_error(error, action)
