"""JSON from outside: strict. What other parsers would read in another way is refused, not guessed."""

import json
from typing import Any, Final

from ...core.errors import ClientError

MAX_DEPTH: Final = 100
MAX_INTEGER: Final = 2**63 - 1
"""What SQLite and most other programs can hold."""

LARGEST_SEED: Final = 2**64 - 1
"""What ComfyUI's nodes take as a seed."""


def parse(data: bytes | bytearray, largest: int = MAX_INTEGER) -> Any:
    """The value that `data` (UTF-8) stands for; `ClientError` where it is no JSON.

    Refused as well: NaN and infinities, a key twice in one object, numbers beyond `largest`, and more than `MAX_DEPTH`
    levels. Blocks for about 10 ms per MB.
    """

    def integer(digits: str) -> int:
        if len(digits) > 21 or not -largest - 1 <= int(digits) <= largest:
            raise ValueError(f"the number {digits[:24]} is too large")
        return int(digits)

    try:
        value = json.loads(
            bytes(data).decode("utf-8"),
            parse_int=integer,
            parse_float=_finite,
            parse_constant=_refuse,
            object_pairs_hook=_unique,
        )
    except RecursionError as error:
        raise ClientError("The body is nested too deeply.") from error
    except ValueError as error:
        raise ClientError(f"The body is not JSON: {_reason(error)}.", hint="Send one JSON value in UTF-8.") from error
    _check_depth(value)
    return value


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:24]} is too large")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:60]!r} stands twice in one object")
    return made


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise ClientError(f"The body is nested more than {MAX_DEPTH} levels deep.")
