"""JSON from outside, decoded within bounds: what comes out can be walked, kept and answered without surprises."""

import json
import math
from typing import Any, Final

from attrs import frozen

from ....core.errors import Invalid, TooLarge

DEEPEST: Final = 200
MOST_DIGITS: Final = 400
CURLY: Final = frozenset(b"{[")
SURROGATE_MARK: Final = b"\\ud"


@frozen(kw_only=True)
class Limits:
    """How large documents may be: `nodes` counts the insides of subgraphs once for each place where one stands."""

    nodes: int = 20_000
    bytes: int = 32 * 1024 * 1024

    @property
    def containers(self) -> int:
        """How many arrays and objects the JSON may have: in memory each is many times as large as its two bytes."""
        return max(2_000_000, self.nodes * 100)

    @property
    def values(self) -> int:
        """How many inputs and saved values the nodes may have in all, counted as they are."""
        return max(50_000, self.nodes * 5 // 2)


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Invalid("The workflow holds a number of too many digits.", hint="Export it again.", field="file")
    return int(digits)


def _number(digits: str) -> float | None:
    found = float(digits)
    return found if math.isfinite(found) else None


def _no_number(_: str) -> None:
    """NaN and Infinity are not JSON; ComfyUI's page reads them as null, too."""


def _depth(document: Any) -> int:
    """How deep it nests. Walks level by level, so that it never recurses."""
    level, deep = [document], 0
    while level and deep <= DEEPEST:
        deep += 1
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(inner for inner in value.values() if isinstance(inner, dict | list))
            elif isinstance(value, list):
                below.extend(inner for inner in value if isinstance(inner, dict | list))
        level = below
    return deep


def _mended(value: str) -> str:
    """Text without lone surrogates, which cannot be written as UTF-8."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_surrogates(document: Any) -> Any:
    """The same with all texts mended, in place where it can be (`document` is at most `DEEPEST` deep)."""
    if isinstance(document, str):
        return _mended(document)
    if isinstance(document, list):
        return [_without_surrogates(value) for value in document]
    if isinstance(document, dict):
        return {_mended(key): _without_surrogates(value) for key, value in document.items()}
    return document


def _as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("The file is not text in UTF-8.", hint="Save the workflow as JSON.", field="file") from error


def decoded(data: bytes, limits: Limits | None = None) -> Any:
    """The JSON in `data`. NaN and infinite numbers are None, lone surrogates U+FFFD.

    `TooLarge` beyond `limits.bytes` and `limits.containers`, `Invalid` where it is not JSON, nests deeper than 200 or
    has absurd numbers.
    """
    limits = limits or Limits()
    if len(data) > limits.bytes:
        raise TooLarge(f"The workflow has {len(data)} bytes; {limits.bytes} are accepted.", field="file")
    if data.count(b"[") + data.count(b"{") > limits.containers:
        raise TooLarge(f"The workflow has more than {limits.containers} arrays and objects.", field="file")
    try:
        document = json.loads(_as_text(data), parse_int=_whole_number, parse_float=_number, parse_constant=_no_number)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Invalid("The file is not JSON.", hint="Choose a workflow saved by ComfyUI.", field="file") from error
    if _depth(document) > DEEPEST:
        raise _too_deep()
    return _without_surrogates(document) if SURROGATE_MARK in data.lower() else document


def _too_deep() -> Invalid:
    return Invalid(f"The workflow nests deeper than {DEEPEST} levels.", hint="Export it again.", field="file")
