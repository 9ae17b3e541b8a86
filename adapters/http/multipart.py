"""Reads `multipart/form-data` as it comes in, strictly. Knows no sockets and no files: bytes in, parts out.

What browsers and the usual clients send is read; what proxies, frameworks and firewalls are known to read in different
ways (other transfer encodings, compressed or nested parts, two names) is refused.
"""

import re
from enum import Enum, auto
from typing import Final, Protocol
from urllib.parse import unquote

from ...core.errors import ClientError, UnsupportedType
from ...core.values import frozen

_MAX_HEADERS: Final = 16 << 10
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_PARAMETER: Final = re.compile(r';\s*([A-Za-z0-9!#$%&*+.^_`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*', re.DOTALL)
_PLAIN_ENCODINGS: Final = frozenset({"binary", "7bit", "8bit", "identity", ""})


@frozen(kw_only=True)
class Part:
    """What a part says of itself. `file_name` is None for a text field; it is a label and never a path."""

    name: str = ""
    file_name: str | None = None
    content_type: str = ""


class Parts(Protocol):
    """Where the parts go, in order; each method may raise to refuse."""

    def begin(self, part: Part) -> None:
        """A part starts."""
        ...

    def data(self, chunk: bytes) -> None:
        """Some of its bytes."""
        ...

    def end(self) -> None:
        """It is complete."""
        ...


class _At(Enum):
    START = auto()
    DELIMITER = auto()
    HEADERS = auto()
    BODY = auto()
    EPILOGUE = auto()


class MultipartParser:
    """`feed` what arrives, in pieces of any size, then `finish`. Raises `ClientError` where the form is malformed."""

    def __init__(self, content_type: str, parts: Parts) -> None:
        self._delimiter = b"\r\n--" + boundary_of(content_type)
        self._parts = parts
        self._rest = bytearray(b"\r\n")  # the first delimiter may stand at the very start
        self._at = _At.START
        self._any = False

    def feed(self, data: bytes | bytearray) -> None:
        """Take the next bytes; parts go on as far as they are complete."""
        self._rest += data
        while self._step():
            pass

    def finish(self) -> None:
        """The body has ended; `ClientError` where the form has not."""
        if self._at is not _At.EPILOGUE:
            raise ClientError("The form ends before it is complete.")
        if not self._any:
            raise ClientError("The form has no parts.")

    def _step(self) -> bool:
        """Go on by one state; False where more bytes are needed."""
        if self._at is _At.START:
            return self._start()
        if self._at is _At.DELIMITER:
            return self._after_delimiter()
        if self._at is _At.HEADERS:
            return self._headers()
        if self._at is _At.BODY:
            return self._body()
        self._rest.clear()
        return False

    def _start(self) -> bool:
        if self._rest.startswith(b"\r\n\r\n"):
            del self._rest[:2]
        if len(self._rest) < len(self._delimiter):
            return False
        if not self._rest.startswith(self._delimiter):
            raise ClientError("The form does not start with its boundary.", field="Content-Type")
        return self._enter(_At.DELIMITER, len(self._delimiter))

    def _after_delimiter(self) -> bool:
        if len(self._rest) < 2:
            return False
        if self._rest.startswith(b"--"):
            return self._enter(_At.EPILOGUE, 2)
        if self._rest.startswith(b"\r\n"):
            return self._enter(_At.HEADERS, 2)
        raise ClientError("A boundary of the form is malformed.")

    def _headers(self) -> bool:
        end = self._rest.find(b"\r\n\r\n", 0, _MAX_HEADERS)
        if end < 0:
            if len(self._rest) >= _MAX_HEADERS:
                raise ClientError("The headers of a part are too long.")
            return False
        self._any = True
        self._parts.begin(part_of(bytes(self._rest[:end])))
        return self._enter(_At.BODY, end + 4)

    def _body(self) -> bool:
        end = self._rest.find(self._delimiter)
        if end == 0:
            self._parts.end()
            return self._enter(_At.DELIMITER, len(self._delimiter))
        ready = end if end > 0 else len(self._rest) - len(self._delimiter) + 1
        if ready <= 0:
            return False
        self._parts.data(bytes(self._rest[:ready]))
        del self._rest[:ready]
        return True

    def _enter(self, state: _At, used: int) -> bool:
        del self._rest[:used]
        self._at = state
        return True


def boundary_of(content_type: str) -> bytes:
    """The boundary that a Content-Type names; `ClientError` where it names none, or two."""
    found = [value for name, value in _parameters(content_type) if name == "boundary"]
    if len(found) != 1 or not _BOUNDARY.fullmatch(found[0]):
        raise ClientError("The form's content type names no proper boundary.", field="Content-Type")
    return found[0].encode("ascii")


def part_of(headers: bytes) -> Part:
    """A part from its header lines (CRLF between them); `ClientError`, `UnsupportedType` where they are not plain."""
    lines = headers.decode("utf-8", "replace").split("\r\n")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = name.lower()
        if not colon or key != key.strip() or key in fields or any(ord(char) < 32 and char != "\t" for char in line):
            raise ClientError("The headers of a part are malformed.")
        fields[key] = value.strip()
    _check_encoding(fields)
    return _described(fields)


def _check_encoding(fields: dict[str, str]) -> None:
    if fields.get("content-transfer-encoding", "").lower() not in _PLAIN_ENCODINGS:
        raise UnsupportedType("Parts are sent as they are: no transfer encoding.", field="Content-Transfer-Encoding")
    if fields.get("content-encoding", "").lower() not in _PLAIN_ENCODINGS:
        raise UnsupportedType("Parts are sent as they are: not compressed.", field="Content-Encoding")


def _described(fields: dict[str, str]) -> Part:
    disposition = fields.get("content-disposition", "")
    kind = fields.get("content-type", "")
    parameters = _parameters(disposition)
    given = dict(parameters)
    if disposition.partition(";")[0].strip().lower() != "form-data" or "name" not in given:
        raise ClientError("A part of the form has no name.", field="Content-Disposition")
    if len(given) != len(parameters):
        raise ClientError("A part of the form has two names.", field="Content-Disposition")
    if kind.lower().startswith("multipart/"):
        raise UnsupportedType("Parts are not nested.", field="Content-Type")
    if (charset := dict(_parameters(kind)).get("charset", "utf-8").lower()) not in ("utf-8", "us-ascii"):
        raise UnsupportedType(f"Text is UTF-8, not {charset[:40]}.", field="Content-Type")
    return Part(name=given["name"], file_name=_file_name(given), content_type=kind.partition(";")[0].strip().lower())


def _file_name(given: dict[str, str]) -> str | None:
    extended = given.get("filename*", "")
    if extended.lower().startswith("utf-8'"):
        return unquote(extended.split("'", 2)[-1], errors="replace")
    plain = given.get("filename")
    return None if plain is None else plain.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _parameters(header: str) -> list[tuple[str, str]]:
    """`; name=value` pairs of a header, names in lower case; `ClientError` where the rest is anything else."""
    _, semicolon, rest = header.partition(";")
    rest, found = semicolon + rest, []
    while rest.strip(" \t;"):
        match = _PARAMETER.match(rest.lstrip())
        if match is None:
            raise ClientError("A header of the form is malformed.")
        found.append((match[1].lower(), _unquoted(match[2])))
        rest = rest.lstrip()[match.end() :]
    return found


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text.startswith('"') else text
