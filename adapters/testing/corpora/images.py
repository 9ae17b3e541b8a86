"""Files that people and attackers upload as images: more than 80, each with what must become of it.

The files are made when they are asked for (`data`), some by Pillow, none kept in the tree.
"""

import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial

from attrs import field, frozen

from . import image_bombs, pictures
from .exif_bytes import hostile_exif
from .png_bytes import GRAY, GRAY_ALPHA, PALETTE, SIGNATURE, chunk, header, png, rows

_HTML = b"<!doctype html><script>alert(1)</script>"
_FOREIGN = {
    "an SVG drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an SVG drawing behind a prologue": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><svg width="9"></svg>',
    "a web page": _HTML,
    "JSON": b'{"image": true}',
    "a line of text": b"this is not an image\n",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a Photoshop document": b"8BPS\x00\x01" + bytes(60),
    "FITS": b"SIMPLE  =                    T" + b" " * 2850,
    "GD": b"\xff\xff\x00\x08\x00\x08" + bytes(60),
    "JPEG 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(60),
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60),
    "JPEG XL": b"\xff\x0a" + bytes(60),
    "an icon": b"\x00\x00\x01\x00\x01\x00" + bytes(60),
    "QOI": b"qoif\x00\x00\x00\x08\x00\x00\x00\x08\x04\x00" + bytes(60),
    "DDS": b"DDS " + bytes(124),
    "a program for Windows": b"MZ\x90\x00" + bytes(60),
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(60),
    "a zip": b"PK\x03\x04\x14\x00" + bytes(60),
    "a video": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(60),
    "nothing": b"",
    "one byte": b"\x89",
    "zeros": bytes(4_096),
    "noise": bytes((number * 197 + 13) % 251 for number in range(4_096)),
}


class Expected(StrEnum):
    """What must become of a file: stored, answered with a 4xx, or either of the two; never anything else."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    EITHER = "either"


@frozen(kw_only=True)
class HostileImage:
    """One file. `data` makes it; `name` says what it is."""

    name: str
    expected: Expected
    make: Callable[[], bytes] = field(repr=False)

    @property
    def data(self) -> bytes:
        """The bytes of the file, made anew."""
        return self.make()


def hostile_images() -> tuple[HostileImage, ...]:
    """Every file; the same ones in the same order on every call. Cheap: nothing is made yet."""
    return (*_accepted(), *_refused(), *_doubtful())


def _accepted() -> Iterator[HostileImage]:
    for name, make in _good():
        yield HostileImage(name=name, expected=Expected.ACCEPTED, make=make)


def _refused() -> Iterator[HostileImage]:
    for name, make in (*_foreign(), *_broken_png(), *_cut(), *_several(), *image_bombs.bombs()):
        yield HostileImage(name=name, expected=Expected.REFUSED, make=make)


def _doubtful() -> Iterator[HostileImage]:
    for name, make in image_bombs.oddities():
        yield HostileImage(name=name, expected=Expected.EITHER, make=make)


Made = Iterator[tuple[str, Callable[[], bytes]]]


def _good() -> Made:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"PNG in mode {mode}", partial(pictures.encoded, "PNG", mode)
    yield "PNG with a palette and transparency", pictures.palette_with_transparency
    for kind in ("PNG", "JPEG", "WEBP"):
        for orientation in range(1, 9):
            yield f"{kind} turned {orientation}", partial(pictures.turned, kind, orientation)
    for mode in ("L", "CMYK"):
        yield f"JPEG in mode {mode}", partial(pictures.encoded, "JPEG", mode)
    yield "progressive JPEG", lambda: pictures.encoded("JPEG", progressive=True)
    yield "JPEG of several pictures (MPO)", partial(pictures.animated, "MPO")
    yield "JPEG with HTML in its comment", lambda: pictures.encoded("JPEG", comment=_HTML)
    yield "JPEG with a nonsense profile", lambda: pictures.encoded("JPEG", icc_profile=b"nonsense" * 40)
    yield "JPEG followed by a zip", lambda: pictures.encoded("JPEG") + _FOREIGN["a zip"]
    yield "JPEG with XXE in its XMP", lambda: pictures.encoded("JPEG", xmp=image_bombs.XXE)
    yield "WebP without loss, with alpha", lambda: pictures.encoded("WEBP", "RGBA", lossless=True)
    yield "GIF with transparency", lambda: pictures.encoded("GIF", "P", transparency=0)
    for mode in ("1", "L", "LA", "RGB", "RGBA", "CMYK", "P", "I;16"):
        yield f"TIFF in mode {mode}", partial(pictures.encoded, "TIFF", mode)
    yield "TIFF packed with LZW", lambda: pictures.encoded("TIFF", compression="tiff_lzw")
    for mode in ("1", "L", "P", "RGB"):
        yield f"BMP in mode {mode}", partial(pictures.encoded, "BMP", mode)
    for name, block in hostile_exif():
        yield f"PNG with EXIF: {name}", partial(_with_exif, block)
    yield "PNG padded with zeros", lambda: png(tail=bytes(64))
    yield "PNG of one pixel", lambda: png(1, 1)
    yield "PNG of 32768 x 1", lambda: png(32_768, 1, depth=1, colour=GRAY)
    yield "PNG with a workflow of 10 MB", lambda: png(before=chunk(b"tEXt", b"workflow\x00" + b'{"a": 1}' * 1_250_000))
    yield "PNG with HTML as its workflow", lambda: png(before=chunk(b"tEXt", b"workflow\x00" + _HTML + b"__proto__"))
    yield "PNG in 16 bits of colour", lambda: png(depth=16)


def _foreign() -> Made:
    for name, data in _FOREIGN.items():
        yield name, partial(bytes, data)


def _broken_png() -> Made:
    yield "only the signature of a PNG", lambda: SIGNATURE
    yield "PNG without an end", lambda: png()[:-12]
    yield "PNG without pixels", lambda: SIGNATURE + header(8, 6) + chunk(b"IEND")
    yield "PNG without a header", lambda: SIGNATURE + chunk(b"IDAT", zlib.compress(rows(8, 6))) + chunk(b"IEND")
    yield "PNG with a wrong checksum in its pixels", lambda: png(before=chunk(b"IDAT", b"x", checksum=1))
    yield "PNG with a wrong checksum in a text", lambda: png(before=chunk(b"tEXt", b"a\x00b", checksum=1))
    yield "PNG with a wrong checksum at its end", lambda: png()[:-4] + bytes(4)
    yield "PNG with a palette that is missing", lambda: png(colour=PALETTE).replace(b"PLTE", b"prVt")
    yield (
        "PNG with palette colours and none",
        lambda: SIGNATURE + header(8, 6, colour=PALETTE) + _pixels() + chunk(b"IEND"),
    )
    yield "PNG of no pixels", lambda: png(0, 0)
    yield "PNG of no height", lambda: png(8, 0)
    yield "PNG with 3 bits of colour", lambda: png(depth=3)
    yield "PNG with colour type 5", lambda: SIGNATURE + header(8, 6, colour=5) + _pixels() + chunk(b"IEND")
    yield "PNG with pixels that are not packed", lambda: png(data=b"not zlib at all")
    yield "PNG with too few pixels", lambda: png(data=zlib.compress(rows(8, 2)))
    yield "PNG with a chunk of 4 GB", lambda: png(before=chunk(b"tEXt", b"a\x00b", length=0xFFFFFFFF))
    yield "PNG with a chunk of 2 GB", lambda: png(before=chunk(b"tEXt", b"a\x00b", length=0x7FFFFFFF))
    yield "PNG with a chunk without a name", lambda: png(before=chunk(b"\x00\x01\x02\x03", b"x"))
    yield "PNG and a web page", lambda: png(tail=_HTML)
    yield "PNG and a zip", lambda: png(tail=_FOREIGN["a zip"])
    yield "PNG and a PNG", lambda: png(tail=png())
    yield "PNG and much emptiness", lambda: png(tail=bytes(100_000))


def _pixels() -> bytes:
    return chunk(b"IDAT", zlib.compress(rows(8, 6, colour=GRAY_ALPHA)))


def _cut() -> Made:
    """The first part of a file, as an upload that broke off leaves it."""
    for percent in (15, 50, 90):
        yield f"PNG cut at {percent} %", partial(_part, "PNG", percent)
    for kind in ("JPEG", "WEBP", "GIF", "TIFF", "BMP"):
        yield f"{kind} cut in half", partial(_part, kind, 50)


def _part(kind: str, percent: int) -> bytes:
    data = pictures.encoded(kind, "RGB", (64, 64))
    return data[: len(data) * percent // 100]


def _with_exif(block: bytes) -> bytes:
    return png(before=chunk(b"eXIf", block.removeprefix(b"Exif\x00\x00")))


def _several() -> Made:
    for kind in ("PNG", "GIF", "WEBP", "TIFF"):
        yield f"{kind} of several frames", partial(pictures.animated, kind)
