"""What the files of an export are called."""

from typing import Final

from ...core.contracts.datasets import CaptionKind, MaskKind
from ...core.errors import BadName
from ...core.names import is_file_name
from ...core.values import frozen
from .companions import MASK_SUFFIX, MASKS

MANIFEST: Final = "penstock_dataset.json"
"""The file that makes a folder an export."""

_FEWEST_DIGITS: Final = 4
_LONGEST: Final = 100


@frozen
class Names:
    """Names for `count` pictures, by place from 1; all are as long, so that their order is the pool's."""

    prefix: str
    count: int

    def stem(self, place: int) -> str:
        """`cat-0001`."""
        digits = max(_FEWEST_DIGITS, len(str(self.count)))
        return f"{self.prefix}{place:0{digits}}"

    def picture(self, place: int, kind: str) -> str:
        """`cat-0001.png`."""
        return f"{self.stem(place)}.{kind}"

    def caption(self, place: int, kind: CaptionKind) -> str:
        """`cat-0001.txt`."""
        return f"{self.stem(place)}.{kind}"

    def mask(self, place: int, kind: MaskKind) -> str:
        """`cat-0001-masklabel.png`, or `masks/cat-0001.png`."""
        return f"{MASKS}/{self.stem(place)}.png" if kind == "folder" else f"{self.stem(place)}{MASK_SUFFIX}"


def names_for(prefix: str, count: int) -> Names:
    """The names, `BadName` where file names cannot begin with `prefix`."""
    names = Names(prefix, count)
    if len(prefix.encode("utf-8", "replace")) > _LONGEST or not is_file_name(names.mask(1, "file")):
        raise BadName(
            f"{repr(prefix)[:80]} cannot be the beginning of file names.",
            hint=f"Use at most {_LONGEST} bytes, no '/' and no special characters, or leave it empty.",
            field="prefix",
        )
    return names
