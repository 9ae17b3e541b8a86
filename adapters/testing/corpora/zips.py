"""Zip files that hostile, careless or other programs make: each with what must become of it when it is imported."""

from collections.abc import Callable, Iterator

from attrs import field, frozen

from .zip_bytes import Piece, zip_of
from .zip_parts import MADE, PICTURE, manifest, meta, profile


@frozen(kw_only=True)
class ZipCase:
    """One file. `code` is that of the error, empty where it is imported; then `images` and `left_out` are counted.

    `member` must be named by the error (empty: the file as a whole is at fault).
    """

    name: str
    group: str
    make: Callable[[], bytes] = field(repr=False)
    code: str = "bad_zip"
    member: str = ""
    images: int = 1
    left_out: int = 0


def hostile_zips() -> tuple[ZipCase, ...]:
    """Every file that must be refused; the same ones in the same order on every call."""
    from .zip_hostile_contents import contents
    from .zip_hostile_names import names
    from .zip_structures import structures

    return (*names(), *structures(), *contents())


def harmless_zips() -> tuple[ZipCase, ...]:
    """Files that look odd and must be imported."""
    return tuple(_harmless())


def _harmless() -> Iterator[ZipCase]:
    from .zip_structures import odd_but_sound

    yield _taken("as Penstock exports it", profile)
    yield _taken("as Dataset Gates exports it", lambda: zip_of(meta({"name": "Cats"}), *MADE[1:]))
    yield _taken("without a name", lambda: zip_of(*MADE[1:]))
    yield _taken("without a manifest", lambda: zip_of(MADE[0], Piece(name="pool/a.png", data=PICTURE)))
    yield _taken("an empty profile", lambda: zip_of(MADE[0]), images=0)
    yield _taken("a pool without slots", lambda: zip_of(MADE[0], manifest()), images=0)
    for name in _LEFT_OUT:
        yield _taken(f"with {name!r}", _with(name), left_out=1)
    yield _taken("with folders", lambda: zip_of(Piece(name="pool/"), *MADE))
    yield from odd_but_sound()


_LEFT_OUT = (
    *("pool/pool.db", "pool/pool.db-wal", "pool/profile.json", "__MACOSX/pool/._img_0001.png", ".DS_Store"),
    *("pool/.DS_Store", "pool/Thumbs.db", "pool/img_0009.png", "pool/ab12.part", "pool/manifest.json.tmp"),
    *("pool/manifest.json.corrupt-1700000000000", "pool/sub/img_0001.png", "readme.txt", "nested.zip"),
    *("other/manifest.json", "pool/Manifest.txt", "pool/b\N{LATIN SMALL LETTER O WITH DIAERESIS}se.png"),
)


def _taken(name: str, make: Callable[[], bytes], *, images: int = 1, left_out: int = 0) -> ZipCase:
    return ZipCase(name=name, group="harmless", make=make, code="", images=images, left_out=left_out)


def _with(name: str) -> Callable[[], bytes]:
    return lambda: zip_of(*MADE, Piece(name=name, data=b"x" * 10))
