"""What a server answered to one request."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from attrs import field

from ....core.values import frozen

_SMALL: Final = 64 << 10
"""Bytes up to which an answer is read on the event loop: well below a millisecond."""


@frozen
class Answer:
    """A whole answer."""

    status: int
    body: bytes = field(repr=False)

    async def data(self) -> Any:
        """Its JSON; None where it is none (a proxy's page, an answer that broke off)."""
        return read_json(self.body) if len(self.body) <= _SMALL else await asyncio.to_thread(read_json, self.body)

    async def object(self) -> Mapping[str, Any] | None:
        """Its JSON object; None where it is anything else."""
        found = await self.data()
        return found if isinstance(found, dict) else None

    async def beginning(self, rest: bytes) -> Mapping[str, Any] | None:
        """Its JSON object without the member whose text begins with `rest`, and all after it, where it stands there.

        What nobody reads may be megabytes, and reading JSON stops every thread of the process. A quote inside a text
        has a backslash: `rest` with its quotes is found in the structure alone, and deeper inside what is before it
        does not make an object.
        """
        before, found, _ = self.body.partition(rest)
        large = found and len(self.body) > _SMALL and self.body.endswith(b"}}")
        short = await Answer(self.status, before + b"}").object() if large else None
        return short if short is not None else await self.object()


def read_json(body: bytes) -> Any:
    """The value of a JSON text, None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
