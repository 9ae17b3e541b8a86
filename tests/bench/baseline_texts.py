"""The baselines of L1: one pass of `re.sub` over a text, and the way of fbTools: each reference expanded anew.

Neither counts what it makes, finds cycles, or says what it did not know.
"""

import re
from collections.abc import Mapping
from typing import Final

_REFERENCE: Final = re.compile("%([a-z0-9_]+)%")


def one_pass(text: str, libs: Mapping[str, str]) -> str:
    """References replaced by their snippets as they stand: nested ones stay."""
    return _REFERENCE.sub(lambda found: libs.get(found[1], found[0]), text)


def expanded(text: str, libs: Mapping[str, str], depth: int = 10) -> str:
    """References replaced by their snippets, each expanded first, however often it was before."""
    if depth <= 0:
        return text

    def snippet(found: "re.Match[str]") -> str:
        value = libs.get(found[1])
        return found[0] if value is None else expanded(value, libs, depth - 1)

    return _REFERENCE.sub(snippet, text)
