"""A slot of a pool as the value of an input that loads a picture."""

import hashlib
from pathlib import Path
from typing import Final

from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.errors import from_os_error
from ...core.files import Files
from ...core.plain_files import keep_new
from .input_images import WRITTEN

_NAMED: Final = 40
"""Hexadecimal digits of a name."""


def name_of(folder: Path, files: Files, pools: Pools, pictures: Pictures, pool: str, slot: str, mask: bool) -> str:
    """The value: where the picture lies in the input folder `folder`, or a copy of it with the mask as transparency.

    The copy is written once: its name is made of the bytes of both. LoadImage's mask is what is transparent. Blocks.
    """
    image = pools.store.image_path(pool, slot)
    painted = pools.store.mask_path(pool, slot) if mask else None
    if painted is None and image.is_relative_to(folder):
        return image.relative_to(folder).as_posix()
    name = f"{_content(image, painted)}.png"
    target = folder / WRITTEN / name
    if not target.is_file():
        _keep(files, target, _copy(pictures, image, painted))
    return f"{WRITTEN}/{name}"


def _content(image: Path, mask: Path | None) -> str:
    made = hashlib.sha256()
    try:
        for path in (image,) if mask is None else (image, mask):
            made.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError as error:
        raise from_os_error(error, "read the picture") from error
    return made.hexdigest()[:_NAMED]


def _copy(pictures: Pictures, image: Path, mask: Path | None) -> bytes:
    import numpy

    colours = numpy.asarray(pictures.read(image).image)[0, :, :, :3]
    if mask is None:
        return pictures.png(colours)
    painted = numpy.asarray(pictures.read(mask).image)[0, :, :, :1]
    return pictures.png(numpy.concatenate((colours, 1.0 - painted), axis=2))


def _keep(files: Files, target: Path, data: bytes) -> None:
    try:
        files.make_folder(target.parent)
        keep_new(files, target, data, target.name)
    except FileExistsError:
        return  # another request wrote the same bytes
    except OSError as error:
        raise from_os_error(error, "keep the picture") from error
