"""JSON as it is sent: compact, in UTF-8, readable by every parser."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any


def json_bytes(value: Any, default: Callable[[Any], Any] | None = None) -> bytes:
    """Compact JSON in UTF-8; `default` as in `json.dumps`.

    Numbers that JSON has no word for (NaN, infinities) become null; a lone surrogate, which is no text, U+FFFD.
    """
    try:
        text = _dumps(value, default)
    except ValueError:
        text = _dumps(_finite(value), default)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """`json_bytes` as text."""
    return json_bytes(value, default).decode()


def _dumps(value: Any, default: Callable[[Any], Any] | None) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=default)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value
