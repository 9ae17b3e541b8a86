"""The addresses of the ComfyUI servers in the settings."""

import logging
from typing import Final
from urllib.parse import urlsplit

from ..core.errors import ClientError, PenstockError
from ..core.settings import Settings

_LOG: Final = logging.getLogger("penstock.workflows")
SERVERS: Final = "workflows.servers"
"""The setting that `--comfyui` overrides: addresses, separated by blanks."""


def normalized(url: str) -> str:
    """The address as `http://host:port`; `ClientError` where it is none."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ClientError(f"{url!r} is not the address of a ComfyUI server.", hint="Write http://127.0.0.1:8188.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def addresses(settings: Settings) -> tuple[str, ...]:
    """The servers of the settings, each once; what is no address is said and left out."""
    known = {spec.id for spec in settings.specs()}
    found: dict[str, None] = {}
    for text in str(settings.get(SERVERS)).split() if SERVERS in known else ():
        try:
            found[normalized(text)] = None
        except PenstockError as error:
            _LOG.warning("%s %s", error.message, error.hint)
    return tuple(found)
