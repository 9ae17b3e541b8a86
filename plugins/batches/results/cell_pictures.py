"""The pictures of cells, read small."""

import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from attrs import frozen
from PIL import Image, ImageOps

from ....core.contracts.runs import Run, Runs
from ....core.picture_kinds import readable_kinds
from ..batch_shapes import first_picture

_LOG: Final = logging.getLogger("penstock.batches")
_MOST_PIXELS: Final = 300_000_000
_PAPER: Final = (255, 255, 255, 255)


@frozen
class CellPictures:
    """See the module."""

    runs: Runs

    def load(self, run: Run, box: tuple[int, int]) -> Image.Image | None:
        """The first picture of a run, as large as `box` lets it be; None where it has none that can be read."""
        picture = first_picture(run)
        if picture is None:
            return None
        try:
            return _read(Path(self.runs.output(run.id, picture.number)), box)
        except Exception as error:  # decoders raise nearly every class there is on hostile bytes
            _LOG.warning("the picture of %s could not be drawn: %s", run.id, error)
            return None


def commonest_size(runs: Iterable[Run]) -> tuple[int, int]:
    """The size that most pictures have; a square where none is known."""
    sizes: Counter[tuple[int, int]] = Counter()
    for run in runs:
        picture = first_picture(run)
        if picture is not None and picture.width > 0 and picture.height > 0:
            sizes[picture.width, picture.height] += 1
    return sizes.most_common(1)[0][0] if sizes else (1, 1)


def _read(path: Path, box: tuple[int, int]) -> Image.Image:
    with Image.open(path, formats=readable_kinds(Image.OPEN)) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", box)
        upright = ImageOps.exif_transpose(opened)
        clear = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small = ImageOps.contain(clear, box, Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", small.size, _PAPER), small).convert("RGB")
    return small
