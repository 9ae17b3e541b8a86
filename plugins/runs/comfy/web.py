"""Requests to one server, each with a limit of time and size; how it failed says whether it can have arrived."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
from attrs import define

from ....core.contracts.comfy_servers import ComfyServer
from ..ports import Unreachable
from .answers import Answer
from .limits import Limits

_CHUNK: Final = 64 << 10


class AnswerLost(Unreachable):
    """Raised where a request may have arrived, and its answer did not."""


@define(eq=False)
class WebClient:
    """One session. Redirects are not followed: a token and a prompt go to the configured address only."""

    server: ComfyServer
    limits: Limits
    _session: aiohttp.ClientSession | None = None
    _closed: bool = False

    def session(self) -> aiohttp.ClientSession:
        """The session, made by the first use. Raises `Unreachable` once it is closed, or without an address."""
        if self._closed:
            raise Unreachable("The connection was closed.")
        if not self.server.url:
            raise Unreachable("It has no address yet.")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self.server.verify_tls, limit=0, ttl_dns_cache=10),
                headers=dict(self.server.headers),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect),
            )
        return self._session

    def open(self) -> None:
        """Requests can be made (again)."""
        self._closed = False

    async def close(self) -> None:
        """End every request; later ones are refused."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(self, path: str) -> Answer:
        """Ask for something."""
        return await self._ask("GET", path, None, self.limits.answer)

    async def post(self, path: str, body: bytes, *, seconds: float = 0.0) -> Answer:
        """Send JSON."""
        return await self._ask("POST", path, body, seconds or self.limits.answer)

    @asynccontextmanager
    async def request(
        self, method: str, path: str, *, seconds: float, quiet: float | None = None, **options: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer that is read by the caller, whose own errors pass.

        Raises `Unreachable`, and `AnswerLost` where the request may have arrived.
        """
        limit = aiohttp.ClientTimeout(total=seconds, sock_connect=self.limits.connect, sock_read=quiet)
        session = self.session()
        try:
            url = f"{self.server.url}{path}"
            async with session.request(method, url, timeout=limit, allow_redirects=False, **options) as response:
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise Unreachable(reason(error)) from error
        except (aiohttp.ClientError, ConnectionError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise AnswerLost(reason(error)) from error

    async def _ask(self, method: str, path: str, body: bytes | None, seconds: float) -> Answer:
        headers: Mapping[str, str] = {"Content-Type": "application/json"} if body is not None else {}
        async with self.request(method, path, seconds=seconds, data=body, headers=headers) as response:
            return Answer(response.status, await self._read(response))

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        data = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            data += chunk
            if len(data) > self.limits.largest_answer:
                raise AnswerLost("Its answer is too large.")
        return bytes(data)


def refusal(status: int) -> str:
    """What an answer that no ComfyUI gives means, in a sentence."""
    if status in (401, 403):
        return f"It refuses to talk to Penstock ({status}): check its token in the settings."
    if 300 <= status < 400:
        return f"It redirects elsewhere ({status}): enter that address in the settings."
    if status in (404, 405):
        return f"What answers there is no ComfyUI server ({status})."
    return f"It answered {status}."


def reason(error: BaseException) -> str:
    """Why a server cannot be reached, in a sentence without addresses."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError | ssl.SSLError):
        return "Its TLS certificate is not trusted."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "Its name is not known."
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return refusal(error.status)
    if isinstance(error, TimeoutError):
        return "It does not answer in time."
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = isinstance(error.os_error, ConnectionRefusedError)
        return "Nothing listens at its address." if refused else "No way leads to its address."
    return "The connection broke."
