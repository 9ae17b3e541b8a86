"""Zip files whose members have names, or are of a kind, that nobody may unpack."""

import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Final

from .zip_bytes import SYMLINK, UTF_8, Piece
from .zip_parts import profile
from .zips import ZipCase

_PATHS: Final = (
    *("../evil.py", "pool/../../evil.py", "pool/../../../custom_nodes/pwn.py", "pool/..", "pool/./img_0002.png"),
    *("/etc/passwd", "//host/share/x", "pool//etc/passwd", "pool//img_0002.png", "C:/x.png", "C:x.png", "pool/C:x.png"),
    *("..\\evil.py", "pool\\img_0002.png", "\\\\host\\share", "\\\\?\\C:\\x", "pool/..\\..\\evil.py", "./pool/x.png"),
    *("pool/a\x00.png", "pool/a\n.png", "pool/\x1b[31m.png", "pool/a\x7f.png", "pool/a\u202egnp.exe", "pool/a\u2028b"),
    *("pool/a\ufeff.png", "pool/\uff0e\uff0e/x.png", "pool/a\uff0fb.png", "pool/a\u2215b/\uff0e\uff0e"),
    *("pool/img_0001.png:s", "pool/a.png::$DATA", "pool/a?.png", "pool/a*.png", 'pool/a".png', "pool/a|b", "pool/a<b"),
    *(
        "pool/NUL",
        "pool/nul.png",
        "pool/CON.tar.gz",
        "AUX/a.png",
        "pool/COM1.png",
        "pool/lpt\u00b9.png",
        "pool/NUL .txt",
    ),
    *("pool/a.png.", "pool/a.png ", "pool/ a.png", "~/x", "~root/x", "pool/-rf", "pool/...", "...", ".", "..", " "),
    *("pool/" + "a" * 256, "a/" * 8 + "b", "p" * 401, "pool/" + "\u00e9" * 128),
)

_MEETING: Final = (
    *(
        ("pool/IMG_0001.PNG", "capitals"),
        ("POOL/img_0002.png", "a folder in capitals"),
        ("pool", "a file and a folder"),
    ),
    *(("pool/img_0001.png/x.png", "a folder and a file"), ("PROFILE_META.JSON", "the meta in capitals")),
    *(("pool/Manifest.json", "the manifest in capitals"), ("pool/\uff49mg_0001.png", "a wide letter")),
    *(("pool/img_0001.png", "the same picture twice"), ("pool/manifest.json", "two manifests")),
    ("profile_meta.json", "two names"),
)

_KINDS: Final = (
    *(
        (SYMLINK, "a symbolic link"),
        (0o010644 << 16, "a pipe"),
        (0o020644 << 16, "a device"),
        (0o060644 << 16, "a disk"),
    ),
    *(
        (0o140644 << 16, "a socket"),
        (0o104755 << 16, "setuid"),
        (0o102755 << 16, "setgid"),
        (0o040755 << 16, "a folder"),
    ),
    *((0x10, "a folder of DOS"), (0x08, "a volume"), (0x400, "a junction"), (0o170000 << 16, "no kind that there is")),
)


def names() -> Iterator[ZipCase]:
    """Every such file."""
    for name in _PATHS:
        yield _refused(f"a member {name[:40]!r}", Piece(name=name, data=b"x"))
    for name, what in _MEETING:
        yield _refused(what, Piece(name=name, data=b"x"))
    for attributes, what in _KINDS:
        yield _refused(what, Piece(name="pool/img_0002.png", data=b"/etc/passwd", mode=attributes))
    yield _accents()
    link = Piece(name="pool/sub", data=b"/tmp", mode=SYMLINK)
    yield _refused("a link", link)
    through = Piece(name="pool/sub/x.png", data=b"x")
    yield _case("a file through a link", (link, through), "pool/sub/x.png")
    yield _case("a folder with contents", (Piece(name="pool/a/", data=b"x"),), "pool/a/")
    yield _case("a folder twice", (Piece(name="pool/a/"), Piece(name="pool/a/")), "pool/a/")
    yield _case("a folder with a hidden stream", (_hiding(),), "pool/a/")
    yield _case("a name that is no UTF-8", (Piece(name=b"pool/\xff\xfe.png", flags=UTF_8),), "pool/\xff\xfe.png")
    yield _case("a surrogate in a name", (Piece(name=b"pool/\xed\xa0\x80.png", flags=UTF_8),), "pool/\xed\xa0\x80.png")
    yield _case("no name", (Piece(name="", data=b"x"),), "")


def _accents() -> ZipCase:
    forms = [unicodedata.normalize(form, "pool/\u00e9.png") for form in ("NFC", "NFD")]
    return _case("accents in two ways", tuple(Piece(name=form, data=b"x") for form in forms), forms[1])


def _hiding() -> Piece:
    return Piece(name="pool/a/", method=8, packed=b"\x03\x00" + b"hidden")


def _refused(what: str, piece: Piece) -> ZipCase:
    return _case(what, (piece,), str(piece.name))


def _case(what: str, pieces: tuple[Piece, ...], member: str) -> ZipCase:
    return ZipCase(name=what, group="names", make=partial(profile, *pieces), member=member[:300])
