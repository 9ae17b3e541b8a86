"""How values look to people."""

import json
from typing import Any, Final

_LONGEST: Final = 1000


def shown_value(value: Any) -> str:
    """A value on a label."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split()) or "(empty)"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
