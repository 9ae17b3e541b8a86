"""The parser of multipart forms: any cut gives the same parts, and what is tricky is refused."""

import itertools
from typing import Any

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.http.multipart import MultipartParser, Part, boundary_of, part_of
from penstock.core.errors import ClientError, UnsupportedType

KIND = "multipart/form-data; boundary=cut"


@define
class Collected:
    """Keeps the parts."""

    parts: list[tuple[Part, bytes]] = field(factory=list)
    _part: Part = field(factory=Part)
    _data: bytes = b""

    def begin(self, part: Part) -> None:
        self._part, self._data = part, b""

    def data(self, chunk: bytes) -> None:
        assert chunk, "an empty piece is no piece"
        self._data += chunk

    def end(self) -> None:
        self.parts.append((self._part, self._data))


def parse(body: bytes, cuts: Any = ()) -> list[tuple[Part, bytes]]:
    """The parts of `body`, fed in pieces that end at `cuts`."""
    collected = Collected()
    parser = MultipartParser(KIND, collected)
    edges = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    for start, end in itertools.pairwise(edges):
        parser.feed(body[start:end])
    parser.finish()
    return collected.parts


def body_of(parts: list[tuple[str, str | None, bytes]]) -> bytes:
    made = b""
    for name, file_name, data in parts:
        shown = f'; filename="{file_name}"' if file_name is not None else ""
        made += f'--cut\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'.encode() + data + b"\r\n"
    return made + b"--cut--\r\n"


PIECES = [b"\r", b"\n", b"-", b"--cut", b"\r\n--", b"\r\n--cu", b"cut", b"x"]

tricky = st.one_of(
    st.binary(max_size=40),
    st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--cut", b"\r\n--", b"\r\n--cu", b"cut", b"x"]), max_size=8).map(
        b"".join
    ),
).filter(lambda data: b"\r\n--cut" not in b"\r\n" + data)
names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
forms = st.lists(st.tuples(names, st.none() | names, tricky), min_size=1, max_size=4)


@given(parts=forms, cuts=st.lists(st.integers(0, 600), max_size=20))
def test_any_cut_gives_the_same_parts(parts: list[tuple[str, str | None, bytes]], cuts: list[int]) -> None:
    """However the bytes arrive, the parts are those that were sent, whatever the files hold."""
    found = parse(body_of(parts), cuts)

    assert [(part.name, part.file_name, data) for part, data in found] == parts


@given(parts=forms, kept=st.integers(0, 400))
def test_a_cut_form_is_never_complete(parts: list[tuple[str, str | None, bytes]], kept: int) -> None:
    """A form that ends before its last boundary is refused at the latest when it ends."""
    whole = body_of(parts)
    body = whole[: min(kept, len(whole) - 4)]

    with pytest.raises(ClientError):
        parse(body)


@given(body=st.binary(max_size=200))
def test_any_bytes_are_parts_or_an_error(body: bytes) -> None:
    """Arbitrary bytes raise a client's error or nothing, never anything else."""
    for data in (body, b"--cut\r\n" + body, b"--cut\r\nContent-Disposition: form-data; " + body):
        try:
            parse(data)
        except ClientError:
            continue


def test_what_follows_the_form_is_ignored() -> None:
    """An epilogue changes nothing; a leading line break is allowed."""
    assert parse(b"\r\n" + body_of([("a", None, b"x")]) + b"anything\r\n--cut\r\n") == [(Part(name="a"), b"x")]


FILE_NAMES = {
    'filename="a b.png"': "a b.png",
    'filename="a\\"b.png"': 'a"b.png',
    'filename="a%22b.png"': 'a"b.png',
    'filename="na\u00efve.png"': "na\u00efve.png",
    "filename*=UTF-8''na%C3%AFve.png": "na\u00efve.png",
    "filename=\"x\"; filename*=utf-8'en'y.png": "y.png",
    'filename=""': "",
    "filename=plain.png": "plain.png",
    'filename="../../etc/passwd"': "../../etc/passwd",
}


@pytest.mark.parametrize("sent", FILE_NAMES)
def test_file_names_are_read_as_browsers_and_curl_write_them(sent: str) -> None:
    """Quoted, escaped and extended file names come out as they were meant; they are labels, so anything goes."""
    assert part_of(f'Content-Disposition: form-data; name="f"; {sent}'.encode()).file_name == FILE_NAMES[sent]


def test_part_headers_may_come_in_any_case() -> None:
    """Header and parameter names are not case-sensitive, and the content type loses its parameters."""
    part = part_of(b'CONTENT-disposition: Form-Data; NAME="a"; FileName="b"\r\ncontent-TYPE: Image/PNG; x=y')

    assert part == Part(name="a", file_name="b", content_type="image/png")


@pytest.mark.parametrize(
    "header",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="a b "',
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=" + "a" * 71,
        "multipart/form-data; boundary=ü",
        'multipart/form-data; boundary="a\r\nb"',
        "multipart/form-data; nonsense",
    ],
)
def test_boundaries_must_be_proper(header: str) -> None:
    """No boundary, two of them, or one with characters that no boundary has: an error."""
    with pytest.raises(ClientError):
        boundary_of(header)


def test_boundaries_may_be_quoted() -> None:
    """A boundary with characters that need quotes is read without them."""
    assert boundary_of('multipart/form-data; charset=utf-8; Boundary="a=b c"') == b"a=b c"


@pytest.mark.parametrize("encoding", ["base64", "BASE64", "quoted-printable", "x-uuencode", "gzip"])
def test_encoded_parts_are_refused(encoding: str) -> None:
    """Any transfer encoding that changes bytes is refused."""
    with pytest.raises(UnsupportedType):
        part_of(f'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: {encoding}'.encode())
    for plain in ("binary", "7bit", "8BIT"):
        part_of(f'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: {plain}'.encode())
