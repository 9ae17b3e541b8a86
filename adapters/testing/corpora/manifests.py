"""Texts that a pool's manifest.json may hold: cut, foreign, wrong in type, or pointing at somebody else's files."""

import json
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

_ELSEWHERE: Final = (
    *("../../../secret.txt", "/etc/passwd", "..\\..\\secret.txt", "C:\\secret.txt", "../other/img_0001.png", "."),
    *("..", "", "a\x00.png", "sub/img_0001.png", "manifest.json", "pool.db", "NUL", "img_0001.png:s", "~/x", "\ud800"),
)
_WRONG_TYPES: Final[tuple[object, ...]] = (None, True, 1, 1.5, [], ["img_0001.png"], {}, {"name": "img_0001.png"})
_GOOD_SLOT: Final = {"image": "img_0001.png", "mask": None, "label": "one", "added": 1_700_000_000_000}


@frozen(kw_only=True)
class HostileManifest:
    """One text. `labels` are those that must survive when it is read beside `img_0001.png` (empty: none can)."""

    name: str
    data: bytes = field(repr=False)
    labels: tuple[str, ...] = ()


def hostile_manifests() -> tuple[HostileManifest, ...]:
    """Every text; the same ones in the same order on every call."""
    return (*_unreadable(), *_wrong_shape(), *_elsewhere(), *_wrong_values(), *_readable())


def manifest(*slots: object, active: object = 0, next_seq: object = 2, **more: object) -> bytes:
    """A manifest as Dataset Gates writes it."""
    return _text({"active": active, "slots": list(slots), "next_seq": next_seq, **more})


def _text(value: Any) -> bytes:
    return json.dumps(value, indent=2).encode("utf-8", "surrogatepass")


def _case(name: str, data: bytes, *labels: str) -> HostileManifest:
    return HostileManifest(name=name, data=data, labels=labels)


def _unreadable() -> Iterator[HostileManifest]:
    good = manifest(_GOOD_SLOT)
    yield _case("empty", b"")
    yield _case("blanks", b" \n\t ")
    yield _case("zeros", bytes(4_096))
    for percent in (1, 30, 60, 99):
        yield _case(f"cut at {percent} %", good[: len(good) * percent // 100])
    yield _case("a byte behind the end", good + b"}")
    yield _case("two documents", good + good)
    yield _case("not JSON", b"active: 0\nslots: []\n")
    yield _case("a web page", b"<!doctype html><title>504</title>")
    yield _case("UTF-16", good.decode().encode("utf-16"))
    yield _case("Latin-1", manifest({**_GOOD_SLOT, "label": "x"}).replace(b'"x"', b'"\xe9"'))
    yield _case("100000 brackets", b"[" * 100_000)
    yield _case("100000 nested objects", b'{"slots":' * 100_000 + b"1" + b"}" * 100_000)
    yield _case("a number of 5000 digits", b'{"active": ' + b"9" * 5_000 + b', "slots": [], "next_seq": 1}')
    yield _case("a trailing comma", b'{"active": 0, "slots": [], "next_seq": 1,}')
    yield _case("a comment", b'// mine\n{"active": 0, "slots": [], "next_seq": 1}')


def _wrong_shape() -> Iterator[HostileManifest]:
    documents: tuple[object, ...] = (None, True, 0, 1.5, "text", [], [_GOOD_SLOT], {})
    for value in documents:
        yield _case(f"instead of an object: {value!r}", _text(value))
    lists: tuple[object, ...] = (None, True, 3, "img_0001.png", {}, {"0": _GOOD_SLOT})
    for value in lists:
        yield _case(f"slots are {value!r}", _text({"active": 0, "slots": value, "next_seq": 2}))
    slots: tuple[object, ...] = (None, True, 3, "img_0001.png", [], ["image", "img_0001.png"], {})
    for value in slots:
        yield _case(f"a slot is {value!r}", manifest(value))


def _elsewhere() -> Iterator[HostileManifest]:
    """Names that lead out of the pool: whoever trusts them reads, overwrites or deletes what is not theirs."""
    for name in _ELSEWHERE:
        yield _case(f"an image called {name!r}", manifest({**_GOOD_SLOT, "image": name}))
        yield _case(f"a mask called {name!r}", manifest({**_GOOD_SLOT, "mask": name}), "one")


def _wrong_values() -> Iterator[HostileManifest]:
    for value in _WRONG_TYPES:
        yield _case(f"an image that is {value!r}", manifest({**_GOOD_SLOT, "image": value}))
        if value is not None:
            yield _case(f"a mask that is {value!r}", manifest({**_GOOD_SLOT, "mask": value}), "one")
        yield _case(f"a label that is {value!r}", manifest({**_GOOD_SLOT, "label": value}))
        if value != 1:
            yield _case(f"a time that is {value!r}", manifest({**_GOOD_SLOT, "added": value}), "one")
        yield _case(f"active is {value!r}", manifest(_GOOD_SLOT, active=value), "one")
        yield _case(f"next_seq is {value!r}", manifest(_GOOD_SLOT, next_seq=value), "one")
    for number in (-1, 99, 10**30, -(10**30)):
        yield _case(f"active is {number}", manifest(_GOOD_SLOT, active=number), "one")
        yield _case(f"next_seq is {number}", manifest(_GOOD_SLOT, next_seq=number), "one")
        yield _case(f"a time that is {number}", manifest({**_GOOD_SLOT, "added": number}), "one")
    for word in ("NaN", "Infinity", "-Infinity", "1e999"):
        text = manifest(_GOOD_SLOT).replace(b"1700000000000", word.encode())
        yield _case(f"a time that is {word}", text, "one")


def _readable() -> Iterator[HostileManifest]:
    yield _case("as it should be", manifest(_GOOD_SLOT), "one")
    yield _case("with a byte order mark", b"\xef\xbb\xbf" + manifest(_GOOD_SLOT), "one")
    yield _case("without next_seq", _text({"active": 0, "slots": [_GOOD_SLOT]}), "one")
    yield _case("without active", _text({"slots": [_GOOD_SLOT], "next_seq": 2}), "one")
    yield _case("without mask, label and time", manifest({"image": "img_0001.png"}))
    yield _case("with fields of its own", manifest({**_GOOD_SLOT, "stars": 5}, theme={"dark": True}), "one")
    yield _case("with __proto__", manifest({**_GOOD_SLOT, "__proto__": {"x": 1}}, __proto__={"x": 1}), "one")
    yield _case("one image twice", manifest(_GOOD_SLOT, {**_GOOD_SLOT, "label": "two"}))
    yield _case("an image that is gone", manifest(_GOOD_SLOT, {**_GOOD_SLOT, "image": "img_0009.png"}), "one")
    yield _case("an image in capitals", manifest({**_GOOD_SLOT, "image": "IMG_0001.PNG"}))
    yield _case("a mask that is the image", manifest({**_GOOD_SLOT, "mask": "img_0001.png"}), "one")
    yield _case("a mask that is gone", manifest({**_GOOD_SLOT, "mask": "img_0001.mask.png"}), "one")
    yield _case("the same key twice", b'{"active": 0, "slots": [], ' + manifest(_GOOD_SLOT).lstrip(b"{"))
    yield _case("a label of 5 MB", manifest({**_GOOD_SLOT, "label": "x" * 5_000_000}))
    yield _case("a label with a lone surrogate", manifest({**_GOOD_SLOT, "label": "\ud800"}))
    yield _case("a label with HTML", manifest({**_GOOD_SLOT, "label": "<img src=x onerror=alert(1)>"}))
    yield _case("20000 slots that are gone", manifest(*({"image": f"img_{n:05d}.png"} for n in range(2, 20_002))))
    yield _case("a newer format", manifest(_GOOD_SLOT, format=99))
