"""JSON of the files of a scene: read strictly enough to know damage, written as people and other programs read it."""

import json
import math
from typing import Any, Final

MOST_BYTES: Final = 16 << 20
"""Bytes of one file of a scene, pictures aside."""

_MOST_DEPTH: Final = 200


class Damaged(ValueError):
    """Raised for bytes that are no JSON; the message says why."""


def parsed(data: bytes) -> Any:
    """The value of a file. What JSON has no number for (NaN, 1e999) is None. Raises `Damaged`."""
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_nothing, parse_float=_number)
    except UnicodeDecodeError as error:
        raise Damaged("it is no text") from error
    except json.JSONDecodeError as error:
        raise Damaged(f"line {error.lineno}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise Damaged("it is nested too deep, or has a number of too many digits") from error
    if not _is_flat(value, _MOST_DEPTH):
        raise Damaged("it is nested too deep")
    return value


def written(value: Any) -> bytes:
    """The bytes of a value, as fbTools lays them out."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(value, indent=2, allow_nan=False).encode()


def is_text_whole(value: Any) -> bool:
    """Whether all texts in a value can be written as UTF-8: half a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False, default=repr).encode()
    except UnicodeEncodeError:
        return False
    return True


def _nothing(_name: str) -> None:
    """There is no such number."""


def _number(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _is_flat(value: Any, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_flat(one, depth - 1) for one in inner)
