"""Small valid pictures in every format, mode and orientation that people have; the seeds of hostile ones."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image


def picture(mode: str = "RGB", size: tuple[int, int] = (24, 16)) -> "Image.Image":
    """A picture whose four corners differ, so that a wrong orientation, channel or order shows; `size` in pixels."""
    from PIL import Image, ImageDraw

    width, height = size
    image = Image.new("RGBA", size, (40, 80, 160, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(220, 30, 20, 255))
    draw.rectangle((width // 2, height // 2, width, height), fill=(20, 200, 60, 128))
    draw.rectangle((width - 4, 0, width, 3), fill=(250, 250, 250, 0))
    if mode == "I;16":
        levels = image.convert("L").convert("I").point(lambda level: level * 257)
        return levels.convert("I;16")
    return image.convert("RGB").convert(mode) if mode in ("P", "1", "CMYK", "F", "I") else image.convert(mode)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (24, 16), **options: Any) -> bytes:
    """`picture` as a file of Pillow's format `kind`."""
    buffer = io.BytesIO()
    picture(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def turned(kind: str, orientation: int) -> bytes:
    """A file with an EXIF orientation (1 to 8, or one that there is not)."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(kind, exif=exif.tobytes())


def animated(kind: str, frames: int = 3) -> bytes:
    """An animation, or several pages of a TIFF."""
    first, *rest = (picture().rotate(90 * number) for number in range(frames))
    buffer = io.BytesIO()
    first.save(buffer, kind, save_all=True, append_images=rest)
    return buffer.getvalue()


def palette_with_transparency() -> bytes:
    """A palette PNG with an alpha for every colour (tRNS)."""
    image = picture("P")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", transparency=bytes([0, 128, 255]))
    return buffer.getvalue()
