"""Real ComfyUI servers that the command line points at."""

import http.client
import json
from typing import Final
from urllib.parse import urlsplit

from ..server_addresses import normalized as normalized

_SECONDS: Final = 3.0


def reachable(url: str) -> str:
    """A line that says whether ComfyUI answers at `url`. Blocks for 3 s at most."""
    try:
        stats = _get(url, "/system_stats")
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"{url}: not reachable now ({str(error) or type(error).__name__}); it is used once it is."
    system = stats.get("system") if isinstance(stats, dict) else None
    version = system.get("comfyui_version", "of unknown version") if isinstance(system, dict) else None
    return f"{url}: ComfyUI {version}" if version else f"{url}: something answers there, but it is not ComfyUI."


def _get(url: str, path: str) -> object:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("GET", parts.path + path)
        return json.loads(connection.getresponse().read(1 << 20))
    finally:
        connection.close()
