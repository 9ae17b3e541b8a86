"""Small files that ask for much memory or time, and files on which decoders disagree."""

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from . import pictures
from .exif_bytes import hostile_exif
from .png_bytes import GRAY, SIGNATURE, chunk, header, png, rows, vast

Made = Iterator[tuple[str, Callable[[], bytes]]]

XXE = (
    b'<?xpacket begin=""?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
    b'<!ENTITY b "&a;&a;&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>'
)


def bombs() -> Made:
    """Files that must be refused before they cost anything."""
    yield "PNG of 20000 x 20000 in 1 bit", lambda: vast(20_000, 20_000)
    yield "PNG of 13000 x 13000 in 1 bit", lambda: vast(13_000, 13_000)
    yield "PNG that claims 30000 x 30000", lambda: png(30_000, 30_000, data=zlib.compress(b"x"))
    yield "PNG that claims 1 x 2147483647", lambda: png(1, 0x7FFFFFFF, data=zlib.compress(b"x"))
    yield "PNG that claims 4294967295 x 4294967295", lambda: png(0xFFFFFFFF, 0xFFFFFFFF, data=zlib.compress(b"x"))
    yield "PNG of 65535 x 1", lambda: png(65_535, 1, depth=1, colour=GRAY)
    yield "PNG with 10000 texts", lambda: png(before=chunk(b"tEXt", b"a\x00b") * 10_000)
    yield "PNG with a text of 33 MB", lambda: png(before=chunk(b"tEXt", b"a\x00" + b"b" * (33 << 20)))
    yield "PNG with a text that unpacks to 200 MB", lambda: png(before=chunk(b"zTXt", b"a\x00\x00" + _packed(200)))
    yield (
        "PNG with an iTXt that unpacks to 200 MB",
        lambda: png(before=chunk(b"iTXt", b"a\x00\x01\x00\x00\x00" + _packed(200))),
    )
    yield "PNG with a profile that unpacks to 200 MB", lambda: png(before=chunk(b"iCCP", b"a\x00\x00" + _packed(200)))
    yield "JPEG that claims 65500 x 65500", lambda: _claim_jpeg(65_500, 65_500)
    yield "GIF that claims 65535 x 65535", lambda: _claim_gif(0xFFFF, 0xFFFF)
    yield "BMP that claims 60000 x 60000", lambda: _claim_bmp(60_000, 60_000)
    yield "TIFF that claims 60000 x 60000", lambda: _claim_tiff(60_000, 60_000)
    yield "TIFF in 32-bit floats", lambda: pictures.encoded("TIFF", "F")


def oddities() -> Made:
    """Files that one version of a decoder takes and another does not."""
    yield "PNG whose pixels unpack to more than it has", lambda: png(data=_packed(50))
    yield "PNG with an unknown filter", lambda: png(data=zlib.compress(rows(8, 6, filter_type=9)))
    yield "PNG that says it is interlaced", lambda: png(interlace=1)
    yield "PNG with two headers", lambda: SIGNATURE + header(8, 6) + png()[8:]
    yield "PNG with its EXIF behind the pixels", lambda: png(after=chunk(b"eXIf", b"II*\x00\x08\x00\x00\x00\x00\x00"))
    yield "PNG with a broken profile", lambda: png(before=chunk(b"iCCP", b"a\x00\x00nonsense"))
    yield "PNG with XXE in its XMP", lambda: png(before=chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XXE))
    yield "PNG with an empty EXIF", lambda: png(before=chunk(b"eXIf"))
    yield "PNG with an animation of one frame", lambda: png(before=chunk(b"acTL", struct.pack(">II", 1, 0)))
    yield "WebP that claims 16384 x 16384", _claim_webp
    yield "JPEG without its end", lambda: pictures.encoded("JPEG")[:-2]
    yield "JPEG with two beginnings", lambda: b"\xff\xd8" + pictures.encoded("JPEG")
    yield "TIFF whose directory follows itself", _circular_tiff
    for name, block in hostile_exif():
        yield f"JPEG with EXIF: {name}", partial(pictures.encoded, "JPEG", exif=block)


def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def _claim_jpeg(width: int, height: int) -> bytes:
    data = pictures.encoded("JPEG")
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def _claim_gif(width: int, height: int) -> bytes:
    data = pictures.encoded("GIF", "P")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def _claim_bmp(width: int, height: int) -> bytes:
    data = pictures.encoded("BMP")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def _claim_tiff(width: int, height: int) -> bytes:
    data = bytearray(pictures.encoded("TIFF"))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from("<H", data, place)
        if tag in (0x0100, 0x0101):
            struct.pack_into("<HHII", data, place, tag, 4, 1, width if tag == 0x0100 else height)
    return bytes(data)


def _circular_tiff() -> bytes:
    """Its one directory names itself as the next: endless pages."""
    data = bytearray(pictures.encoded("TIFF"))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    return bytes(data)


def _claim_webp() -> bytes:
    data = bytearray(pictures.encoded("WEBP", lossless=True))
    place = data.index(b"VP8L") + 9
    struct.pack_into("<I", data, place, 0x3FFF | 0x3FFF << 14)
    return bytes(data)
