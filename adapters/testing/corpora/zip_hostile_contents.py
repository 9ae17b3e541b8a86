"""Sound zip files with a hostile profile in them."""

import json
from collections.abc import Iterator
from typing import Final

from .manifests import hostile_manifests
from .png_bytes import GRAY, png, vast
from .zip_bytes import Piece, zip_of
from .zip_parts import MADE, PICTURE, SLOT, image, manifest, meta, raw_manifest
from .zips import ZipCase

_META: Final = "profile_meta.json"
_MANIFEST: Final = "pool/manifest.json"
_NAMES: Final = (
    *("../../../etc/passwd", "/etc/passwd", "C:\\x.png", "..\\x.png", "sub/img_0001.png", "pool.db", "manifest.json"),
    *("img_0001.png:s", "", "NUL.png", "img_0001.exe", "img_0009.png", "IMG_0001.PNG"),
)


def contents() -> Iterator[ZipCase]:
    """Every such file."""
    yield from _metas()
    yield from _manifests()
    yield from _pictures()


def _metas() -> Iterator[ZipCase]:
    values: tuple[object, ...] = (None, [], ["Cats"], "Cats", 1, {}, {"name": None}, {"name": 1}, {"name": ["Cats"]})
    for value in (*values, {"name": ""}, {"name": " \t"}, {"name": "\n\x00"}, {"Name": "Cats"}):
        yield _case(f"a meta {json.dumps(value)}", (meta(value), *MADE[1:]), _META)
    for data in (b"", b"{", b"\xff\xfe", b'{"name": NaN}', b"[" * 60_000, b'{"name": "Cats"} {}'):
        yield _case(f"a meta of {data[:12]!r}", (meta(data), *MADE[1:]), _META)
    large = meta({"name": "Cats", "more": "x" * 70_000})
    yield _case("a meta of 70 kB", (large, *MADE[1:]), _META, code="too_large")


def _manifests() -> Iterator[ZipCase]:
    for name in _NAMES:
        yield _wrong(f"an image called {name!r}", manifest({**SLOT, "image": name}))
        if name:
            yield _wrong(f"a mask called {name!r}", manifest({**SLOT, "mask": name}))
    yield _wrong("a manifest of nothing", raw_manifest(b""))
    yield _wrong("a manifest with NaN", raw_manifest(b'{"active": NaN, "slots": [], "next_seq": 1}'))
    yield _wrong("a manifest that is deep", raw_manifest(b'{"slots":' * 50_000))
    yield _wrong("a manifest of many lists", raw_manifest(b'{"slots": [' + b"[]," * 300_000 + b"[]]}"))
    yield _large("a manifest of a million lists", raw_manifest(b'{"slots": [' + b"[]," * 1_000_000 + b"[]]}"))
    yield _wrong("a newer format", manifest(SLOT, format=2))
    yield _wrong("two slots with one id", manifest({**SLOT, "id": "a"}, {**SLOT, "id": "a"}))
    yield _wrong("an id that is none", manifest({**SLOT, "id": "../a"}))
    yield _wrong("a label of 50 kB", manifest({**SLOT, "label": "x" * 50_000}))
    yield _wrong("a label that is no text", manifest({**SLOT, "label": {"a": 1}}))
    lists: tuple[object, ...] = (None, 3, "x", {}, [[]], [None])
    for value in lists:
        yield _wrong(f"slots are {value!r}", raw_manifest(json.dumps({"slots": value}).encode()))
    unreadable = [case for case in hostile_manifests() if not case.labels and case.name in _UNREADABLE]
    for case in unreadable:
        yield _wrong(case.name, raw_manifest(case.data))
    vast_text = b'{"slots": [], "x": "' + b"x" * (32 << 20) + b'"}'
    yield _case("a manifest of 32 MiB", (MADE[0], raw_manifest(vast_text)), _MANIFEST, code="too_large")


_UNREADABLE: Final = frozenset(
    {"zeros", "a byte behind the end", "two documents", "a web page", "a trailing comma", "a number of 5000 digits"}
)


def _pictures() -> Iterator[ZipCase]:
    for what, data, code in (
        ("HTML", b"<html><script>alert(1)</script></html>", "bad_image"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bad_image"),
        ("a program", b"MZ" + bytes(100), "bad_image"),
        ("nothing", b"", "bad_image"),
        ("half a picture", PICTURE[: len(PICTURE) // 2], "bad_image"),
        ("a zip behind a picture", PICTURE + zip_of(*MADE), "bad_image"),
        ("20000 x 20000 pixels", vast(20_000, 20_000), "too_large"),
    ):
        yield _case(f"{what} as .png", (*MADE[:2], image(data=data)), "img_0001.png", code=code)
    pieces = (MADE[0], manifest({**SLOT, "mask": "img_0001.mask.png"}), image(), image("img_0001.mask.png", b"<html>"))
    yield _case("HTML as a mask", pieces, "img_0001.mask.png", code="bad_image")
    sized = manifest({**SLOT, "width": 4_000, "height": 3_000})
    yield _case("a size that lies", (MADE[0], sized, image()), "img_0001.png", code="bad_image")


def odd_masks() -> bytes:
    """A mask of another size than its image: taken, and scaled when it is used, as Dataset Gates' are."""
    small = image("img_0001.mask.png", png(3, 2, colour=GRAY))
    return zip_of(MADE[0], manifest({**SLOT, "mask": "img_0001.mask.png"}), image(), small)


def _wrong(what: str, piece: Piece) -> ZipCase:
    return _case(what, (MADE[0], piece, MADE[2]), _MANIFEST)


def _large(what: str, piece: Piece) -> ZipCase:
    return _case(what, (MADE[0], piece, MADE[2]), _MANIFEST, code="too_large")


def _case(what: str, pieces: tuple[Piece, ...], member: str, *, code: str = "bad_zip") -> ZipCase:
    return ZipCase(name=what, group="contents", make=lambda: zip_of(*pieces), member=member, code=code)
