"""Keys of snippets: how people may write them, and how they are stored."""

import re
import unicodedata
from typing import Final

from ...core.errors import Invalid

MAX_KEY: Final = 100
_KEY: Final = re.compile(r"[a-z0-9_]+")


def normalised(key: str) -> str:
    """`key` as it is stored: lower case, spaces and `-` as `_`."""
    return key.strip().lower().replace(" ", "_").replace("-", "_")


def is_key(key: str) -> bool:
    """Whether a text can refer to `key` (normalised): 1 to 100 of `a-z 0-9 _`."""
    return len(key) <= MAX_KEY and _KEY.fullmatch(key) is not None


def check_key(value: object, field: str = "key") -> str:
    """The normalised key; `Invalid` for what no text could refer to, with a `suggestion` that it could."""
    found = normalised(value) if isinstance(value, str) else ""
    if not is_key(found):
        suggestion = suggested(found)
        instead = f" Such as {suggestion!r}." if suggestion else ""
        raise Invalid(
            f"{repr(value)[:80]} cannot be the key of a snippet.",
            hint=f"Use 1 to {MAX_KEY} of the letters a to z, digits and '_'; spaces and '-' become '_'.{instead}",
            field=field,
            details={"suggestion": suggestion} if suggestion else None,
            faults=(f"{field}: no key",),
        )
    return found


def suggested(key: str) -> str:
    """A key that is like `key` and that a text can refer to; empty where nothing of it can be used."""
    plain = unicodedata.normalize("NFKD", key[: 4 * MAX_KEY]).lower()
    without_marks = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub("[^a-z0-9_]+", "_", without_marks).strip("_")[:MAX_KEY]
