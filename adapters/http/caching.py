"""ETags and cache headers: what a client has already is not sent again."""

import re
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_SAFE: Final = re.compile(r"[\x21\x23-\x7e]+")


def quoted(etag: str) -> str:
    """An ETag header for `etag`, which may be quoted already; empty where it has characters that no header takes."""
    bare = etag.removeprefix("W/").strip('"')
    return f'"{bare}"' if _SAFE.fullmatch(bare) else ""


def unchanged(if_none_match: str, etag: str) -> bool:
    """Whether the client that sent `if_none_match` has the version `etag` (quoted)."""
    if not etag:
        return False
    return if_none_match.strip() == "*" or etag.strip('"') in _TAG.findall(if_none_match)


def cache_control(*, immutable: bool) -> str:
    """For ever and only in the client's own cache, or to be asked for again each time."""
    return "private, max-age=31536000, immutable" if immutable else "private, no-cache"
