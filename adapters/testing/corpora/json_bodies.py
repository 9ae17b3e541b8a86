"""Bodies and headers on which servers answer 500: each must get a 4xx with an error object, and change nothing."""

import json
import zlib
from collections.abc import Iterator
from typing import Final

from attrs import field, frozen

_JSON: Final = "application/json"
_BOUNDARY: Final = "xxpenstockxx"
_FORM: Final = f"multipart/form-data; boundary={_BOUNDARY}"


@frozen(kw_only=True)
class OddBody:
    """One body. `headers` hold the content type; the length is right unless the name says otherwise."""

    name: str
    data: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def content_type(self) -> str:
        """What the sender says it is, "" where it does not say."""
        return dict(self.headers).get("Content-Type", "")


def odd_bodies() -> tuple[OddBody, ...]:
    """Every body, for routes that take JSON and for those that take forms."""
    return (*odd_json_bodies(), *odd_form_bodies())


def odd_json_bodies() -> tuple[OddBody, ...]:
    """Bodies that no route with a JSON body may take."""
    return (*_not_json(), *_not_an_object(), *_encodings(), *_wrong_types())


def odd_form_bodies() -> tuple[OddBody, ...]:
    """Bodies that no route with a multipart form may take."""
    return tuple(_forms())


def _body(name: str, data: bytes, content_type: str = _JSON, **headers: str) -> OddBody:
    more = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return OddBody(name=name, data=data, headers=((("Content-Type", content_type),) if content_type else ()) + more)


def _not_json() -> Iterator[OddBody]:
    yield _body("nothing", b"")
    yield _body("blanks", b"  \r\n ")
    yield _body("a word", b"label")
    yield _body("cut", b'{"label": "a')
    yield _body("single quotes", b"{'label': 'a'}")
    yield _body("a trailing comma", b'{"label": "a",}')
    yield _body("two documents", b'{"label": "a"}{"label": "b"}')
    yield _body("100000 brackets", b"[" * 100_000)
    yield _body("100000 nested objects", b'{"label":' * 100_000 + b"1" + b"}" * 100_000)
    yield _body("a number of 5000 digits", b'{"label": ' + b"1" * 5_000 + b"}")
    yield _body("NaN", b'{"label": NaN}')
    yield _body("infinity", b'{"label": 1e999}')
    yield _body("a form", b"label=a&revision=1", "application/x-www-form-urlencoded")
    yield _body("a control character", b'{"label": "a\x00b"}')


def _not_an_object() -> Iterator[OddBody]:
    for value in (None, True, 0, -1.5, "label", [], [1, 2], [{"label": "a"}]):
        yield _body(f"the value {json.dumps(value)}", json.dumps(value).encode())
    yield _body("an unknown key", b'{"no_such_key": 1}')
    yield _body("__proto__", b'{"__proto__": {"admin": true}}')
    yield _body("a key that is empty", b'{"": 1}')


def _encodings() -> Iterator[OddBody]:
    good = '{"label": "é"}'
    yield _body("bytes that are no UTF-8", b'{"label": "\xff\xfe"}')
    yield _body("Latin-1", good.encode("latin-1"))
    yield _body("UTF-16", good.encode("utf-16"))
    yield _body("a charset that does not exist", good.encode(), f"{_JSON}; charset=klingon")
    yield _body("a charset that is no text", good.encode(), f"{_JSON}; charset=hex")
    yield _body("packed, it says", b"not gzip", Content_Encoding="gzip")
    yield _body("unpacked, it says deflate", good.encode(), Content_Encoding="deflate")
    yield _body("a packing that does not exist", good.encode(), Content_Encoding="klingon")
    yield _body("20 kB that unpack to 20 MB", zlib.compress(bytes(20_000_000), 9), Content_Encoding="deflate")


def _wrong_types() -> Iterator[OddBody]:
    """What a browser sends across sites without asking first."""
    good = b'{"label": "a"}'
    for content_type in (
        "text/plain",
        "",
        "text/html",
        "application/xml",
        "application/octet-stream",
        "*/*",
        "json",
        ";",
    ):
        yield _body(f"sent as {content_type or 'nothing'!r}", good, content_type)
    yield _body("sent as a very long type", good, "application/" + "x" * 4_000)


def _part(disposition: str, data: bytes, *more: str) -> bytes:
    lines = "\r\n".join((f"--{_BOUNDARY}", f"Content-Disposition: {disposition}", *more, "", ""))
    return lines.encode() + data + b"\r\n"


_END: Final = f"--{_BOUNDARY}--\r\n".encode()


def _forms() -> Iterator[OddBody]:
    file = _part('form-data; name="image"; filename="a.png"', b"not an image")
    yield _body("a form of nothing", b"", _FORM)
    yield _body("a form without parts", _END, _FORM)
    yield _body("a form without a boundary", file + _END, "multipart/form-data")
    yield _body("a form with an empty boundary", file + _END, 'multipart/form-data; boundary=""')
    yield _body("a form with a boundary of 1000", file + _END, "multipart/form-data; boundary=" + "x" * 1_000)
    yield _body("a form with another boundary", file + _END, "multipart/form-data; boundary=other")
    yield _body("a form that is cut", file[: len(file) // 2], _FORM)
    yield _body("a form without an end", file, _FORM)
    yield _body("a part without a name", _part("form-data", b"x") + _END, _FORM)
    yield _body("a part with an unknown name", _part('form-data; name="no_such"', b"x") + _END, _FORM)
    yield _body("a part without a disposition", f"--{_BOUNDARY}\r\n\r\nx\r\n".encode() + _END, _FORM)
    yield _body("a text where a file belongs", _part('form-data; name="image"', b"x") + _END, _FORM)
    yield _body("a file without bytes", _part('form-data; name="image"; filename="a.png"', b"") + _END, _FORM)
    yield _body("a file that is no image", file + _END, _FORM)
    yield _body("base64 that is none", _encoded("base64", b"!!!"), _FORM)
    yield _body("an encoding that does not exist", _encoded("klingon", b"x"), _FORM)
    yield _body("a part that says it is packed", _packed_part(), _FORM)
    yield _body("a file called ../../x.png", _named("../../x.png"), _FORM)
    yield _body("a file with a name of 5000", _named("x" * 5_000), _FORM)
    yield _body("a part with 500 headers", _part("form-data", b"x", *(f"X-{n}: y" for n in range(500))) + _END, _FORM)
    yield _body("2000 parts", _part('form-data; name="label"', b"x") * 2_000 + _END, _FORM)
    yield _body(
        "a form inside a form", _part("form-data", b"x", "Content-Type: multipart/mixed; boundary=y") + _END, _FORM
    )
    yield _body("JSON where a form belongs", b'{"image": "a.png"}', _JSON)
    yield _body("an image where a form belongs", b"\x89PNG\r\n\x1a\n", "image/png")


def _encoded(encoding: str, data: bytes) -> bytes:
    disposition = 'form-data; name="image"; filename="a.png"'
    return _part(disposition, data, f"Content-Transfer-Encoding: {encoding}") + _END


def _packed_part() -> bytes:
    return _part('form-data; name="image"; filename="a.png"', b"not gzip", "Content-Encoding: gzip") + _END


def _named(file_name: str) -> bytes:
    return _part(f'form-data; name="image"; filename="{file_name}"', b"not an image") + _END
