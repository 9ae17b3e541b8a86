"""Files that a run made, from the server to the disk: whole or not at all."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from attrs import define

from ....core.files import Files, StagedFile
from ..ports import Unreachable
from .web import AnswerLost, WebClient, refusal

_CHUNK: Final = 256 << 10
_SUFFIX: Final = ".download.tmp"


@define(eq=False)
class Downloading:
    """Fetches through `/view`."""

    _web: WebClient
    _files: Files

    async def fetch(self, item: Mapping[str, Any], target: Path) -> int:
        """Write the file to `target`, over what is there; its bytes.

        Raises `Unreachable`, `FileNotFoundError` where the server does not have it (any more), `OSError` for the disk.
        """
        limits = self._web.limits
        path = f"/view?{urlencode(_query(item))}"
        async with self._web.request("GET", path, seconds=limits.transfer, quiet=limits.quiet_transfer) as response:
            _check(response, item)
            await asyncio.to_thread(self._files.make_folder, target.parent)
            return await self._keep(response, target)

    async def _keep(self, response: aiohttp.ClientResponse, target: Path) -> int:
        staged = await asyncio.to_thread(self._files.stage, target.parent, _SUFFIX)
        try:
            await self._copy(response, staged)
        except BaseException as error:
            staged.__exit__(type(error), error, None)
            raise
        await asyncio.to_thread(staged.__exit__, None, None, None)
        await asyncio.to_thread(self._files.take_place, staged.path, target)
        return staged.size

    async def _copy(self, response: aiohttp.ClientResponse, staged: StagedFile) -> None:
        async for chunk in response.content.iter_chunked(_CHUNK):
            await asyncio.to_thread(staged.write, chunk)
            if staged.size > self._web.limits.largest_file:
                raise AnswerLost("Its file is too large.")


def _query(item: Mapping[str, Any]) -> dict[str, str]:
    """The place of a file in the words of a history; text alone."""
    found = {name: item.get(name) for name in ("filename", "subfolder", "type")}
    said = {name: value for name, value in found.items() if isinstance(value, str) and value}
    if "filename" not in said:
        raise FileNotFoundError("The server names no file.")
    return said


def _check(response: aiohttp.ClientResponse, item: Mapping[str, Any]) -> None:
    if response.status == 200 and "Content-Disposition" in response.headers:
        return
    if response.status in (400, 403, 404, 410):
        raise FileNotFoundError(f"The server does not have {item.get('filename')} ({response.status}).")
    if response.status == 200:  # every ComfyUI names the file that it sends
        raise Unreachable("It gave an answer that makes no sense.")
    raise Unreachable(refusal(response.status))
