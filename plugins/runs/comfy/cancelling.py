"""Stopping one prompt and no other."""

import json
from typing import Final
from urllib.parse import quote

from attrs import define

from ..ports import Standing, Unreachable
from .looking import Looking
from .web import WebClient, refusal

_TRIES: Final = 3
"""A prompt may begin while it is taken out of the queue."""


@define(eq=False)
class Cancelling:
    """Asks `/api/jobs/{id}/cancel`, which knows by itself whether it waits or runs. An older server is asked to drop
    it from its queue, and interrupted only while it certainly executes this one.
    """

    _web: WebClient
    _looking: Looking
    _by_id: bool = True

    def forget(self) -> None:
        """Another server may be there now."""
        self._by_id = True

    async def stop(self, prompt_id: str) -> None:
        """Stop or drop it; nothing where it has ended or is not known. Raises `Unreachable`."""
        if not (self._by_id and await self._by_its_id(prompt_id)):
            await self._by_steps(prompt_id)

    async def _by_its_id(self, prompt_id: str) -> bool:
        """Whether the server can do that."""
        answer = await self._web.post(f"/api/jobs/{quote(prompt_id, safe='')}/cancel", b"{}")
        if answer.status == 200 and await answer.object() is not None:
            return True
        if answer.status not in (404, 405):
            raise Unreachable(refusal(answer.status))
        self._by_id = False
        return False

    async def _by_steps(self, prompt_id: str) -> None:
        for _ in range(_TRIES):
            await self._tell("/queue", {"delete": [prompt_id]})
            standing = (await self._looking.reports([prompt_id]))[prompt_id].standing
            if standing is Standing.RUNNING:
                await self._tell("/interrupt", {"prompt_id": prompt_id})
            if standing is not Standing.PENDING:
                return

    async def _tell(self, path: str, what: object) -> None:
        answer = await self._web.post(path, json.dumps(what).encode())
        if answer.status != 200:
            raise Unreachable(refusal(answer.status))
