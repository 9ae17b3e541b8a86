"""How many captions have which tag, in bounded room: texts may be anything."""

from collections import Counter
from collections.abc import Iterable, KeysView
from itertools import islice
from typing import Final

from ...core.contracts.datasets import ImageFacts

MOST: Final = 200_000
"""Different tags that are told apart; those that come when so many are known are not counted."""

_OF_ONE: Final = 2_000
"""Tags of a caption that count."""

_LONGEST: Final = 200
"""Characters of a tag that count: a text without commas is one long tag."""


def tag_counts(readable: Iterable[ImageFacts]) -> Counter[str]:
    """How many of these pictures have each tag. Exact for the first `MOST` of them."""
    counts: Counter[str] = Counter()
    for one in readable:
        tags = _tags(one)
        counts.update(tags if len(counts) + len(tags) <= MOST else _known(counts, tags))
    return counts


def _known(counts: Counter[str], tags: Iterable[str]) -> list[str]:
    """Those that are known, and as many new ones as there is room for."""
    known = [tag for tag in tags if tag in counts]
    return [*known, *islice((tag for tag in tags if tag not in counts), max(0, MOST - len(counts)))]


def _tags(one: ImageFacts) -> KeysView[str]:
    """The tags of a picture, each once, in their order."""
    parts = (one.caption or "").split(",", _OF_ONE)[:_OF_ONE]
    if one.characters is not None and len(parts) > 1:
        parts.pop()  # cut in the middle
    tags = (part.strip() for part in parts)
    return dict.fromkeys(tag[:_LONGEST].rstrip() for tag in tags if tag).keys()
