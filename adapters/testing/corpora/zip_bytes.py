"""Zip files byte by byte, with every field free to lie."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen

STORED: Final = 0
DEFLATED: Final = 8
UTF_8: Final = 0x0800
STREAMED: Final = 0x0008
SYMLINK: Final = 0o120777 << 16
WIDE: Final = 0x0001


@frozen(kw_only=True)
class Piece:
    """One member; `mode` are the attributes that systems keep. What is None is told truly.

    `local` and `listed` are lies in the header before the data and in the directory, by field: `name` (bytes), `flags`,
    `method`, `crc`, `packed`, `size`, `offset`, `disk`, `extra` (bytes).
    """

    name: str | bytes
    data: bytes = field(default=b"", repr=False)
    method: int = STORED
    flags: int = 0
    mode: int | None = None
    packed: bytes | None = field(default=None, repr=False)
    descriptor: bytes = b""
    behind: bytes = b""
    local: Mapping[str, int | bytes] = field(factory=dict)
    listed: Mapping[str, int | bytes] = field(factory=dict)

    @property
    def raw_name(self) -> bytes:
        """The name as it is written."""
        return self.name if isinstance(self.name, bytes) else self.name.encode("utf-8", "surrogatepass")

    @property
    def attributes(self) -> int:
        """Those of a plain file or folder, where no others are given."""
        if self.mode is not None:
            return self.mode
        return 0o040755 << 16 | 0x10 if self.raw_name.endswith(b"/") else 0o100644 << 16

    def body(self) -> bytes:
        """The data as they lie in the file."""
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == DEFLATED else self.data

    def told(self, offset: int, lies: Mapping[str, int | bytes]) -> dict[str, int | bytes]:
        """All fields, the lies among them."""
        flags = self.flags | (0 if self.raw_name.isascii() else UTF_8)
        true: dict[str, int | bytes] = {"name": self.raw_name, "flags": flags, "method": self.method, "extra": b""}
        true |= {"crc": zlib.crc32(self.data), "packed": len(self.body()), "size": len(self.data), "offset": offset}
        return {**true, **lies}


def deflated(data: bytes) -> bytes:
    """`data` as zip files have it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def bomb(size: int) -> bytes:
    """What `size` zeros become, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join((*parts, packer.compress(bytes(size & 0xFFFFF)), packer.flush()))


def zeros_crc(size: int) -> int:
    """The checksum of `size` zeros."""
    crc, block = 0, bytes(1 << 20)
    for _ in range(size >> 20):
        crc = zlib.crc32(block, crc)
    return zlib.crc32(bytes(size & 0xFFFFF), crc)


def descriptor(piece: Piece, *, signed: bool = True, wide: bool = False) -> bytes:
    """What stands behind the data of a streamed member."""
    values = (zlib.crc32(piece.data), len(piece.body()), len(piece.data))
    return (b"PK\x07\x08" if signed else b"") + struct.pack("<I2Q" if wide else "<3I", *values)


def header(fields: dict[str, int | bytes]) -> bytes:
    """The header before a member's data."""
    name, extra = fields["name"], fields["extra"]
    assert isinstance(name, bytes)
    assert isinstance(extra, bytes)
    numbers = (fields["crc"], fields["packed"], fields["size"], len(name), len(extra))
    head = struct.pack("<4s5H", b"PK\x03\x04", 20, fields["flags"], fields["method"], 0, 33)
    return head + struct.pack("<3I2H", *numbers) + name + extra


def entry(fields: dict[str, int | bytes], attributes: int, comment: bytes = b"") -> bytes:
    """An entry of the directory."""
    name, extra = fields["name"], fields["extra"]
    assert isinstance(name, bytes)
    assert isinstance(extra, bytes)
    numbers = (fields["crc"], fields["packed"], fields["size"], len(name), len(extra), len(comment))
    rest = (int(fields.get("disk", 0)), 0, attributes, fields["offset"])
    head = struct.pack("<4s6H", b"PK\x01\x02", 0x0314, 20, fields["flags"], fields["method"], 0, 33)
    return head + struct.pack("<3I5H2I", *numbers, *rest) + name + extra + comment


def end(count: int, size: int, start: int, *, comment: bytes = b"", disk: int = 0, here: int | None = None) -> bytes:
    """The end record."""
    counts = (count if here is None else here, count)
    return struct.pack("<4s4H2IH", b"PK\x05\x06", disk, disk, *counts, size, start, len(comment)) + comment


def wide_end(count: int, size: int, start: int, *, where: int | None = None) -> bytes:
    """The large end record and its locator, which go before the end record."""
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    return record + struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size if where is None else where, 1)


def body_of(pieces: Sequence[Piece], prefix: bytes = b"") -> tuple[bytes, bytes, int]:
    """Members with their headers, their directory, and how many entries it has."""
    body = bytearray(prefix)
    directory = bytearray()
    for piece in pieces:
        offset = len(body)
        body += header(piece.told(offset, piece.local)) + piece.body() + piece.descriptor + piece.behind
        directory += entry(piece.told(offset, piece.listed), piece.attributes)
    return bytes(body), bytes(directory), len(pieces)


def zip_of(*pieces: Piece, prefix: bytes = b"", suffix: bytes = b"", comment: bytes = b"") -> bytes:
    """A whole zip file."""
    body, directory, count = body_of(pieces, prefix)
    return body + directory + end(count, len(directory), len(body), comment=comment) + suffix
