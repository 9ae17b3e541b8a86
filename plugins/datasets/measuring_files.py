"""What is known of picture and caption files without decoding them, read once for each state of a file."""

import sys
from pathlib import Path
from typing import Final

from ...core.contracts.pictures import Pictures
from ...core.errors import BadImage, PenstockError, TooLarge, from_os_error
from ...core.file_signatures import signature_of
from ...core.values import frozen
from .captions import read_caption
from .measuring_kept import Kept, State
from .measuring_kinds import kind_of

_SIZES: Final = 96 * 1024 * 1024
"""Bytes for sizes: some 250,000 pictures."""

_CAPTIONS: Final = 96 * 1024 * 1024
"""Bytes for texts."""


SHORTENED: Final = 4_000
"""Characters of a caption that are kept at most."""


@frozen
class Caption:
    """The beginning of a text, and the characters of the whole where that is longer. See `ImageFacts`."""

    text: str
    characters: int | None = None


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
        self._captions: Kept[Caption] = Kept(_CAPTIONS)

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

    def caption(self, path: Path) -> Caption | None:
        """The text of a caption file, None where it is gone; raises as `read_caption`."""
        try:
            state = _state(path)
        except OSError:
            return shortened(read_caption(path))
        known = self._captions.get(str(path), state)
        if known is None:
            known = shortened(read_caption(path))
            if known is not None:
                self._captions.put(str(path), state, known, sys.getsizeof(known.text))
        return known

    def _measured(self, path: Path, state: State, size: tuple[int, int] | None) -> Measured:
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


def shortened(text: str | None) -> Caption | None:
    """What is kept of a caption: where it says something, what is kept does so, too."""
    if text is None or len(text) <= SHORTENED:
        return None if text is None else Caption(text)
    kept = text[:SHORTENED]
    return Caption(kept if kept.strip() else text.lstrip()[:SHORTENED], len(text))


def _state(path: Path) -> State:
    """With the time at which the file itself was changed: copying may keep the other one."""
    state = path.stat()
    return (*signature_of(state), state.st_ctime_ns)
