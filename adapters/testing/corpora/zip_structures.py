"""Zip files whose structure lies, and bombs; and such whose structure is odd and sound."""

import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from attrs import evolve

from . import zip_bytes
from .zip_bytes import DEFLATED, STREAMED, WIDE, Piece, body_of, bomb, deflated, descriptor, end, wide_end, zip_of
from .zip_parts import MADE, PICTURE, profile
from .zips import ZipCase

_LIE: Final = "pool/img_0002.png"
_UNSET: Final = 0xFFFFFFFF


def structures() -> Iterator[ZipCase]:
    """Every file that must be refused."""
    yield from _ends()
    yield from _lies()
    yield from _bombs()


def _ends() -> Iterator[ZipCase]:
    whole = profile()
    body, directory, count = body_of(MADE)
    size, start = len(directory), len(body)
    tail = end(count, size, start)
    yield _case("nothing", lambda: b"")
    yield _case("a picture", lambda: PICTURE)
    yield _case("a page", lambda: b"<!doctype html><title>404</title>" * 9)
    for share in (1, 30, 50, 90, 99):
        yield _case(f"cut at {share} %", partial(_cut, whole, share))
    yield _case("an end that is cut", lambda: whole[:-1])
    yield _case("something before", lambda: zip_of(*MADE, prefix=b"#!/bin/sh\n"))
    yield _case("something before that is not told", lambda: b"MZ" + whole)
    yield _case("something behind", lambda: whole + b"<script>")
    yield _case("a comment", lambda: zip_of(*MADE, comment=b"hello"))
    yield _case("an end in a comment", lambda: zip_of(*MADE, comment=zip_of()))
    yield _case("two zip files", lambda: whole + whole)
    yield _case("a directory elsewhere", lambda: body + directory + end(count, size, start - 1))
    yield _case("a directory behind the end", lambda: body + directory + end(count, size, 1 << 30))
    yield _case("fewer members than there are", lambda: body + directory + end(count - 1, size, start))
    yield _case("more members than there are", lambda: body + directory + end(count + 1, size, start))
    yield _case("many members and no directory", lambda: end(40_000, 0, 0))
    yield _case("a directory of zeros", lambda: body + bytes(size) + tail)
    yield _case("several disks", lambda: body + directory + end(count, size, start, disk=1))
    yield _case("half the members elsewhere", lambda: body + directory + end(count, size, start, here=1))
    yield _case("a gap", lambda: zip_of(Piece(name="a.txt", data=b"x", behind=b"hidden"), *MADE), "a.txt")
    yield _case("only folders", lambda: zip_of(Piece(name="pool/"), Piece(name="other/")))
    yield _case("no member", zip_of)
    yield _case("no profile", lambda: zip_of(Piece(name="a/manifest.json", data=b"{}"), Piece(name="x.png", data=b"x")))
    yield _case("a profile in a folder", lambda: zip_of(Piece(name="Cats/profile_meta.json", data=b"{}")))
    yield from _wide_ends(body, directory, count)


def _wide_ends(body: bytes, directory: bytes, count: int) -> Iterator[ZipCase]:
    size, start = len(directory), len(body)
    tail, unset = end(count, size, start), end(0xFFFF, _UNSET, _UNSET)
    wide = wide_end(count, size, start)
    yield _case("64 bit sizes and no 64 bit end", lambda: body + directory + end(count, size, _UNSET))
    yield _case("a 64 bit end elsewhere", lambda: body + directory + wide_end(count, size, start, where=0) + tail)
    yield _case("two ends that differ", lambda: body + directory + wide_end(count + 1, size, start) + tail)
    yield _case("a damaged 64 bit end", lambda: body + directory + bytes(56) + wide[56:] + tail)
    yield _case("a 64 bit end of other size", lambda: body + directory + wide[:4] + b"\xff" * 8 + wide[12:] + tail)
    yield _case("2^63 members", lambda: body + directory + wide_end(1 << 63, size, start) + unset, code="too_large")
    yield _case("a directory at 2^63", lambda: body + directory + wide_end(count, size, 1 << 63) + unset)


def _lies() -> Iterator[ZipCase]:
    data = b"x" * 40
    plain, packed = Piece(name=_LIE, data=data), Piece(name=_LIE, data=data, method=DEFLATED)
    yield _lie("the name differs before the data", plain, local={"name": b"pool/evil.png"})
    for field, lie in (("flags", 2), ("method", 8), ("crc", 1), ("packed", 9), ("size", 9)):
        yield _lie(f"{field} differs before the data", plain, local={field: lie})
        yield _lie(f"{field} differs in the directory", plain, listed={field: lie})
    for sizes in ({"size": 9}, {"size": 4_000}, {"crc": 7}):
        yield _lie(f"both lie: {sizes}", packed, local=sizes, listed=sizes)
    yield _lie("a wrong checksum", plain, local={"crc": 7}, listed={"crc": 7})
    yield _lie("an offset behind the end", plain, listed={"offset": 1 << 30}, member="pool/img_0001.png")
    yield _lie("an offset into another", plain, listed={"offset": 30}, member="profile_meta.json")
    yield _lie("on another disk", plain, listed={"disk": 1})
    yield _lie("half a stream", packed, packed=deflated(data)[:-3])
    yield _lie("hidden bytes behind the stream", packed, packed=deflated(data) + b"hidden")
    yield _lie("no stream", packed, packed=b"\xff" * 20)
    yield _lie("encrypted", plain, flags=1)
    yield _lie("strongly encrypted", plain, flags=0x41)
    yield _lie("headers encrypted", plain, flags=0x2000)
    yield _lie("a patch", plain, flags=0x20)
    for method in (1, 6, 9, 12, 14, 93, 98, 99, 0xFFFF):
        yield _lie(f"packed by method {method}", plain, method=method, packed=data)
    yield _lie("streamed without what comes behind", plain, flags=STREAMED)
    yield _lie("streamed with lies behind", plain, flags=STREAMED, descriptor=b"PK\x07\x08" + bytes(12))
    yield _lie("streamed with more behind", plain, flags=STREAMED, descriptor=descriptor(plain) + b"hidden")
    yield from _extras(plain)
    yield _case("a local header twice", _overlapping, "pool/b.png")
    yield _case("a quoted header", _quoted, "pool/a.png")


def _extras(plain: Piece) -> Iterator[ZipCase]:
    wide = struct.pack("<HHQ", WIDE, 8, 40)
    for what, extra in (("cut", b"\x01\x00\x08\x00\x01"), ("twice", wide * 2), ("unasked", wide)):
        yield _lie(f"64 bit sizes that are {what}", plain, listed={"extra": extra})
    yield _lie("64 bit sizes that are missing", plain, listed={"size": _UNSET, "packed": _UNSET})
    lie = {"extra": struct.pack("<HH2Q", WIDE, 16, 1 << 60, 40), "size": _UNSET, "packed": _UNSET}
    yield _lie("a 64 bit size of 2^60", plain, listed=lie)


def _bombs() -> Iterator[ZipCase]:
    many = [Piece(name=f"x/{number}", data=b"") for number in range(50_001)]
    yield _case("50001 members", lambda: zip_of(*MADE, *many), code="too_large")
    yield _case("65535 members that are not there", lambda: end(65_534, 0, 0), code="too_large")
    yield _lie("1032:1", Piece(name=_LIE, method=DEFLATED, data=bytes(40 << 20)))
    small = [Piece(name=f"x/{number}", method=DEFLATED, data=bytes(1 << 20)) for number in range(40)]
    yield _case("many small bombs", lambda: zip_of(*MADE, *small))
    size = 30 << 20
    lie = {"size": 5_000, "crc": zip_bytes.zeros_crc(size)}
    yield _lie(
        "a bomb that says it is small", Piece(name=_LIE, method=DEFLATED, packed=bomb(size), local=lie, listed=lie)
    )
    large = {"size": 0xFFFFFFF0, "packed": 0xFFFFFFF0}
    yield _lie("4 GiB that are not there", Piece(name=_LIE, data=b"x", local=large, listed=large), code="too_large")


def odd_but_sound() -> Iterator[ZipCase]:
    """Structures that are unusual and not wrong."""
    body, directory, count = body_of(MADE)
    wide = wide_end(count, len(directory), len(body))
    streamed = Piece(name="pool/x.txt", data=b"xyz", flags=STREAMED)
    unknown: dict[str, int | bytes] = {"crc": 0, "packed": 0, "size": 0}
    yield _taken("a 64 bit end", lambda: body + directory + wide + end(count, len(directory), len(body)))
    yield _taken("only a 64 bit end", lambda: body + directory + wide + end(0xFFFF, _UNSET, _UNSET))
    for signed in (True, False):
        for far in (True, False):
            behind = descriptor(streamed, signed=signed, wide=far)
            piece = Piece(name="pool/x.txt", data=b"xyz", flags=STREAMED, descriptor=behind, local=unknown)
            yield _taken(f"streamed, {len(behind)} bytes behind", partial(profile, piece), left_out=1)
    yield _taken("a folder of 2 bytes", partial(profile, Piece(name="pool/a/", method=DEFLATED, packed=b"\x03\x00")))
    yield _taken("another order in the directory", _turned_round)
    yield _taken("deflated", lambda: zip_of(*(Piece(name=p.name, data=p.data, method=DEFLATED) for p in MADE)))
    flat = Piece(name="pool/flat.png", data=bytes(1 << 20), method=DEFLATED)
    noise = Piece(name="pool/noise.txt", data=bytes(range(256)) * 40)
    yield _taken("a small member of one colour", partial(profile, flat, noise), left_out=2)


def _turned_round() -> bytes:
    body, directory, count = body_of(MADE)
    parts = directory.split(b"PK\x01\x02")[1:]
    return body + b"".join(b"PK\x01\x02" + part for part in reversed(parts)) + end(count, len(directory), len(body))


def _overlapping() -> bytes:
    """Two entries of the directory with one header (CVE-2024-0450)."""
    first = Piece(name="pool/b.png", data=b"x" * 40)
    body, directory, count = body_of((first, *MADE))
    again = zip_bytes.entry(first.told(0, {}), first.attributes)
    entries = directory + again
    return body + entries + end(count + 1, len(entries), len(body))


def _quoted() -> bytes:
    """A member whose data hold the next one's header: each byte would be unpacked twice."""
    inner = Piece(name="pool/b.png", data=b"x" * 40)
    header = zip_bytes.header(inner.told(0, {}))
    outer = Piece(name="pool/a.png", data=header + inner.data)
    body = zip_bytes.header(outer.told(0, {})) + outer.data
    offset = len(body) - len(outer.data)
    rest, directory, count = body_of(MADE, body)
    entries = zip_bytes.entry(outer.told(0, {}), outer.attributes)
    entries += zip_bytes.entry(inner.told(offset, {}), inner.attributes) + directory
    return rest + entries + end(count + 2, len(entries), len(rest))


def _cut(whole: bytes, share: int) -> bytes:
    return whole[: len(whole) * share // 100]


def _lie(what: str, piece: Piece, *, code: str = "bad_zip", member: str = _LIE, **changes: Any) -> ZipCase:
    return _case(what, partial(profile, evolve(piece, **changes)), member, code=code)


def _case(name: str, make: Callable[[], bytes], member: str = "", *, code: str = "bad_zip") -> ZipCase:
    return ZipCase(name=name, group="structure", make=make, member=member, code=code)


def _taken(name: str, make: Callable[[], bytes], *, left_out: int = 0) -> ZipCase:
    return ZipCase(name=name, group="odd", make=make, code="", left_out=left_out)
