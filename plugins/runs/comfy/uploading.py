"""Files of the host in a server's input folder, named by their content: the same picture is sent once."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import aiohttp
from attrs import define, field

from ..ports import Refused, Unreachable
from .web import WebClient, refusal

_FOLDER: Final = "penstock"
_CHUNK: Final = 1 << 20
_LARGEST_ANSWER: Final = 1 << 20
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")

_Seen = tuple[str, int, int, int, int]


@define(eq=False)
class Uploading:
    """Sends files, and remembers what this server has until `forget`."""

    _web: WebClient
    _names: dict[str, str] = field(factory=dict)
    """What the server calls a file, by our name for it."""
    _digests: dict[_Seen, str] = field(factory=dict)
    _sending: dict[str, asyncio.Lock] = field(factory=dict)

    def forget(self) -> None:
        """Another server may be there now, with another input folder."""
        self._names.clear()

    async def have(self, file: Path) -> str:
        """Have a file there; the value that names it in a graph.

        Raises `OSError` for the file itself, `Refused` where the server does not want it, and `Unreachable`.
        """
        name = await self._name(file)
        async with self._sending.setdefault(name, asyncio.Lock()):
            if name not in self._names:
                self._names[name] = await self._send(file, name)
        return self._names[name]

    async def _name(self, file: Path) -> str:
        seen = await asyncio.to_thread(_seen, file)
        if seen not in self._digests:
            self._digests[seen] = await asyncio.to_thread(_digest, file)
        suffix = file.suffix.lower()
        return f"{self._digests[seen][:40]}{suffix if _SUFFIX.fullmatch(suffix) else '.bin'}"

    async def _send(self, file: Path, name: str) -> str:
        """Without `overwrite`: where the name is taken by other bytes, the server finds another and says it."""
        limits = self._web.limits
        with await asyncio.to_thread(file.open, "rb") as content:
            form = aiohttp.FormData({"type": "input", "subfolder": _FOLDER})
            form.add_field("image", content, filename=name, content_type="application/octet-stream")
            async with self._web.request("POST", "/upload/image", seconds=limits.transfer, data=form) as response:
                body = await response.content.read(_LARGEST_ANSWER)
                status = response.status
        if status in (400, 413):
            raise Refused(f"The server refused the file {file.name} ({status}).")
        said = _object(body) if status == 200 else None
        if said is None or not isinstance(said.get("name"), str):
            raise Unreachable("It gave an answer that makes no sense." if status == 200 else refusal(status))
        return _value(said["name"], said.get("subfolder"))


def _value(name: str, subfolder: object) -> str:
    folder = subfolder.replace("\\", "/").strip("/") if isinstance(subfolder, str) else ""
    return f"{folder}/{name}" if folder else name


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _seen(file: Path) -> _Seen:
    """What changes whenever the file does."""
    found = file.stat()
    return str(file), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk
