"""Servers behind TLS, with a certificate of their own making."""

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """What a server shows that nobody vouches for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    folder: Path = tmp_path_factory.mktemp("tls")
    key, shown = folder / "key.pem", folder / "cert.pem"
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=here"]
    command = [openssl, "req", "-x509", *made, "-keyout", str(key), "-out", str(shown)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, key)
    return context


def test_a_certificate_is_checked_unless_the_settings_say_otherwise(linked: Any, certificate: ssl.SSLContext) -> None:
    """HTTP and websocket alike."""

    async def status(_request: web.Request) -> web.Response:
        return web.json_response({"exec_info": {"queue_remaining": 0}})

    async def websocket(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        told = {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "secured"}
        await socket.send_json({"type": "status", "data": told})
        async for _message in socket:
            pass
        return socket

    async def story() -> None:
        application = web.Application()
        application.add_routes([web.get("/prompt", status), web.get("/ws", websocket)])
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate).start()
        url = f"https://127.0.0.1:{runner.addresses[0][1]}"
        async with linked(url, waits=False) as it:
            await it.until(lambda: it.link.state.reason)
            assert it.link.state.reason == "Its TLS certificate is not trusted."
        async with linked(url, verify_tls=False):
            pass
        await runner.cleanup()

    asyncio.run(story())
