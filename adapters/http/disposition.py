"""The Content-Disposition header of files (RFC 6266)."""

from typing import Final
from urllib.parse import quote

_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$&+-.^_`|~()[]{}@,='")


def attachment(file_name: str) -> str:
    """The header that saves a file as `file_name`, for old and new clients, whatever the name holds."""
    plain = "".join(char if char in _PLAIN else "_" for char in file_name) or "file"
    full = quote(file_name.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
