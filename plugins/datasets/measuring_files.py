"""What is known of picture and caption files without decoding them, read once for each state of a file."""

from pathlib import Path
from typing import Final

from ...core.contracts.pictures import Pictures
from ...core.errors import BadImage, PenstockError, TooLarge, from_os_error
from ...core.file_signatures import Signature, signature_of
from ...core.values import frozen
from .captions import read_caption
from .measuring_kept import Kept
from .measuring_kinds import kind_of

_SIZES: Final = 96 * 1024 * 1024
"""Bytes for sizes: some 250,000 pictures."""

_CAPTIONS: Final = 96 * 1024 * 1024
"""Bytes for texts."""


@frozen
class Measured:
    """Pixels, upright, and format; or the problem that keeps the picture from being read."""

    width: int = 0
    height: int = 0
    kind: str = ""
    problem: str = ""


class MeasuredFiles:
    """See the module. Safe on any thread; blocks."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._sizes: Kept[Measured] = Kept(_SIZES)
        self._captions: Kept[str] = Kept(_CAPTIONS)

    def is_measured(self, path: Path) -> bool:
        """Whether `picture` need not open the file."""
        try:
            return self._sizes.get(str(path), _state(path)) is not None
        except OSError:
            return True

    def picture(self, path: Path, size: tuple[int, int] | None = None) -> tuple[Measured, int]:
        """What a picture is, and its bytes. `size` is told where it is known already."""
        try:
            state = _state(path)
        except OSError as error:
            return Measured(problem=_told(from_os_error(error, "look at the picture"))), 0
        known = self._sizes.get(str(path), state)
        if known is None:
            known = self._measured(path, state, size)
        return known, state[1]

    def caption(self, path: Path) -> str | None:
        """The text of a caption file, None where it is gone; raises as `read_caption`."""
        try:
            state = _state(path)
        except OSError:
            return read_caption(path)
        known = self._captions.get(str(path), state)
        if known is None:
            known = read_caption(path)
            if known is not None:
                self._captions.put(str(path), state, known, len(known) * 2)
        return known

    def _measured(self, path: Path, state: Signature, size: tuple[int, int] | None) -> Measured:
        try:
            width, height = size or self._pictures.size(path)
            found = Measured(width, height, kind_of(path))
        except (BadImage, TooLarge) as error:
            found = Measured(problem=_told(error))
        except PenstockError as error:  # of the disk, not of the file: it may be read the next time
            return Measured(problem=_told(error))
        except OSError as error:
            return Measured(problem=_told(from_os_error(error, "read the picture")))
        self._sizes.put(str(path), state, found)
        return found


def _told(error: PenstockError) -> str:
    return error.message


def _state(path: Path) -> Signature:
    return signature_of(path.stat())
