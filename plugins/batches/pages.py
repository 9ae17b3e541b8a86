"""Pages of lists and numbers from outside."""

import re
from typing import Final

from ...core.errors import Invalid
from .planning.plan_checks import MOST_PRIORITY
from .rows import Stored

_MARK: Final = re.compile(r"([0-9]{1,18})\.([A-Za-z0-9_-]{1,64})", re.ASCII)


def mark_of(last: Stored) -> str:
    """What the next page is asked with after one that ends so."""
    return f"{last.created}.{last.id}"


def after_of(text: str) -> tuple[int, str] | None:
    """The end of the page before; `Invalid` for what no page ends with."""
    if not text:
        return None
    found = _MARK.fullmatch(text)
    if found is None:
        raise Invalid("There is no such page.", hint="Begin at the first one.", field="after")
    return int(found[1]), found[2]


def check_limit(limit: int, most: int) -> int:
    """How many a page holds; `Invalid`."""
    if not 1 <= limit <= most:
        raise Invalid(f"A page has 1 to {most} entries.", field="limit")
    return limit


def check_priority(priority: int) -> int:
    """A priority; `Invalid`."""
    if not -MOST_PRIORITY <= priority <= MOST_PRIORITY:
        raise Invalid(f"A priority is -{MOST_PRIORITY} to {MOST_PRIORITY}.", field="priority")
    return priority
