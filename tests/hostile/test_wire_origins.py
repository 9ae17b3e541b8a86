"""What another site's page can make a browser send: to every route and WebSocket of both hosts, and with no effect."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from ..http.profile_server import ENDED
from .wire_populated import populate
from .wire_routes import ENDLESS, FORM, JSON, Route, routes

Serve = Callable[..., Any]
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"

FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another site, an old browser": {"Origin": "http://evil.example"},
    "another port": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "a sandboxed frame": {"Origin": "null"},
    "a name that begins like ours": {"Origin": "http://127.0.0.1.evil.example"},
    "a form without an origin": {"Sec-Fetch-Site": "cross-site"},
    "a page of a file": {"Origin": "file://"},
}
"""Headers that a browser adds where the page is not ours."""

MAY_READ = (FOREIGN["a sandboxed frame"], FOREIGN["another port"])
"""Who may send a GET: it sees nothing of the answer."""

REBOUND = ("evil.example:{port}", "127.evil.com:{port}", "127.0.0.1.nip.io:{port}", "localhost.evil.example:{port}")
"""Hosts under which a page of another site could reach us after its name was bound to this machine."""

SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "")
"""Types that a page may send to other sites without asking first."""


def bodied(route: Route) -> tuple[bytes | None, str]:
    """The smallest good body of a route, and its type."""
    if not route.kinds:
        return None, ""
    if JSON in route.kinds:
        return json.dumps(route.example(route.schema(JSON))).encode(), JSON
    if FORM in route.kinds:
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b--\r\n'
        return part, f"{FORM}; boundary=b"
    return b"x", "application/octet-stream"


def tree(*folders: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and its time; what SQLite keeps beside its files while they are read is not one."""
    return {
        str(path): (found.st_size, found.st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock")) and (found := path.stat())
    }


def settled(server: Any, folder: Path) -> dict[str, tuple[int, int]]:
    """The files once no job is under way."""
    end = time.monotonic() + 60
    while any(job["status"] not in ENDED for job in server.get("/penstock/jobs").json["jobs"]):
        assert time.monotonic() < end
    return tree(folder)


def foreign_to(route: Route, place: int) -> list[str]:
    """The names of what each route gets: two of all, in the nightly run all of them."""
    every = [name for name in FOREIGN if route.method != "GET" or FOREIGN[name] not in MAY_READ]
    return every if NIGHTLY else [every[place % len(every)], every[(place + 2) % len(every)]]


@pytest.mark.parametrize("host", ["standalone", "comfyui", "comfyui --enable-cors-header"])
def test_another_site_reaches_no_route(
    serve_standalone: Serve, serve_comfyui: Serve, tmp_path: Path, figure: Callable[..., None], host: str
) -> None:
    """Whatever route another site's page asks for, with whatever method: refused, and nothing on the disk changes."""
    server = serve_standalone() if host == "standalone" else serve_comfyui("*" if "cors" in host else "")
    names = populate(server)
    before = settled(server, tmp_path)
    wrong, tried = [], 0

    for place, route in enumerate(one for one in routes(server) if one.path not in ENDLESS):
        body, kind = bodied(route)
        for what in foreign_to(route, place):
            sent = {**FOREIGN[what], **({"Content-Type": kind} if kind else {})}
            reply = server.request(route.method, route.at(**names), body, sent)
            tried += 1
            if reply.status != 403:
                wrong.append((route.method, route.path, what, reply.status))

    assert wrong == []
    assert settled(server, tmp_path) == before
    figure("G14", "requests of other sites' pages to every route", tried=tried, unit="requests")


def test_a_rebound_name_reaches_no_route(serve_standalone: Serve, tmp_path: Path, figure: Callable[..., None]) -> None:
    """Under a name that is not ours every route is refused, though Host and Origin agree."""
    server = serve_standalone()
    names = populate(server)
    before = settled(server, tmp_path)
    wrong, tried = [], 0

    for place, route in enumerate(routes(server)):
        body, kind = bodied(route)
        for name in REBOUND if NIGHTLY else [REBOUND[place % len(REBOUND)]]:
            host = name.format(port=server.port)
            sent = {
                "Origin": f"http://{host}",
                "Sec-Fetch-Site": "same-origin",
                **({"Content-Type": kind} if kind else {}),
            }
            reply = server.request(route.method, route.at(**names), body, sent, host=host)
            tried += 1
            if reply.status != 403:
                wrong.append((route.method, route.path, host, reply.status))

    assert wrong == []
    assert settled(server, tmp_path) == before
    figure("G14", "requests under a rebound name to every route", tried=tried, unit="requests")


@pytest.mark.parametrize("host", ["standalone", "comfyui"])
def test_what_pages_may_send_without_asking_changes_nothing(
    serve_standalone: Serve, serve_comfyui: Serve, tmp_path: Path, figure: Callable[..., None], host: str
) -> None:
    """JSON that says it is text, as a form of another site could send it, is refused by every route that takes JSON."""
    server = serve_standalone() if host == "standalone" else serve_comfyui()
    names = populate(server)
    before = settled(server, tmp_path)
    wrong, tried = [], 0

    for place, route in enumerate(one for one in routes(server) if JSON in one.kinds):
        body, _ = bodied(route)
        for kind in SIMPLE if NIGHTLY else [SIMPLE[place % len(SIMPLE)]]:
            reply = server.request(route.method, route.at(**names), body, {"Content-Type": kind} if kind else {})
            tried += 1
            if not 400 <= reply.status < 500:
                wrong.append((route.method, route.path, kind, reply.status))

    assert wrong == []
    assert settled(server, tmp_path) == before
    figure("G14", "JSON sent as a simple type", tried=tried, unit="requests")


@pytest.mark.parametrize("host", ["standalone", "comfyui"])
def test_reading_changes_nothing(
    serve_standalone: Serve, serve_comfyui: Serve, tmp_path: Path, figure: Callable[..., None], host: str
) -> None:
    """Every GET, to what is there: it answers, and no file is another than before."""
    server = serve_standalone() if host == "standalone" else serve_comfyui()
    names = populate(server)
    reading = [one for one in routes(server) if one.method == "GET" and one.path not in ENDLESS]
    for route in reading:
        server.get(route.at(**names))  # what is made by the first look: thumbnails, indexes
    before = settled(server, tmp_path)

    statuses = {route.path: server.get(route.at(**names)).status for route in reading}

    assert not [path for path, status in statuses.items() if status >= 500]
    assert sum(status == 200 for status in statuses.values()) > 50
    assert settled(server, tmp_path) == before
    figure("G14", "GET routes that change nothing", tried=len(statuses), unit="requests")


def test_preflights_are_granted_by_nobody_but_comfyui(serve_standalone: Serve, serve_comfyui: Serve) -> None:
    """No answer of ours allows another origin; where ComfyUI adds that to all, the request is refused before."""
    asking = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    standalone, cors = serve_standalone(), serve_comfyui("*")

    preflight = standalone.request("OPTIONS", "/penstock/pools", headers=asking)
    assert preflight.status in (403, 405)
    assert not [name for name in preflight.headers if name.startswith("Access-Control")]
    assert cors.request("OPTIONS", "/penstock/pools", headers=asking).status == 200
    sent = {"Origin": "http://evil.example", "Content-Type": JSON}
    assert cors.request("POST", "/penstock/pools", b'{"id": "taken"}', sent).code == "forbidden_origin"
    assert cors.request("GET", "/penstock/pools", headers={"Origin": "http://evil.example"}).status == 403
    assert cors.get("/penstock/pools").json["pools"] == []


def test_our_own_pages_and_programs_work_behind_the_cors_header(serve_comfyui: Serve) -> None:
    """With `--enable-cors-header`: same-origin pages and curl as ever, and the one site that it names."""
    server = serve_comfyui("https://trusted.example")
    callers = {
        "own": {"Origin": f"http://127.0.0.1:{server.port}", "Sec-Fetch-Site": "same-origin"},
        "curl": {},
        "trusted": {"Origin": "https://trusted.example", "Sec-Fetch-Site": "cross-site"},
    }

    for name, headers in callers.items():
        sent = {**headers, "Content-Type": JSON}
        assert server.request("POST", "/penstock/pools", json.dumps({"id": name}), sent).status == 201, name
    other = {"Origin": "https://trusted.example.evil", "Content-Type": JSON}
    assert server.request("POST", "/penstock/pools", b'{"id": "x"}', other).status == 403


HOSTS = ("", "localhost:{port}", "evil.example:{port}", "127.evil.com:{port}", "127.0.0.1:1")
ORIGINS = ("", "{own}", "null", "http://evil.example", "http://127.0.0.1:1", "file://", "{own}.evil.example")
SITES = ("", "same-origin", "none", "same-site", "cross-site")


def _opens(host: str, origin: str, site: str) -> bool:
    right = host in ("", "localhost:{port}")
    own = origin == "" or (origin == "{own}" and host == "")
    return right and own and site in ("", "same-origin", "none")


def test_no_other_site_gets_a_socket(serve_standalone: Serve, figure: Callable[..., None]) -> None:
    """Host x Origin x Sec-Fetch-Site on the WebSocket: our own pages and programs alone, and 403 for everybody else."""
    server = serve_standalone()
    cases = list(itertools.product(HOSTS, ORIGINS, SITES))
    own = f"http://127.0.0.1:{server.port}"

    async def status(session: aiohttp.ClientSession, host: str, origin: str, site: str) -> int:
        fill = {"port": server.port, "own": own}
        texts = {"Host": host.format(**fill), "Origin": origin.format(**fill), "Sec-Fetch-Site": site}
        headers = {name: text for name, text in texts.items() if text}
        try:
            async with session.ws_connect(f"{own}/ws", headers=headers) as tab:
                assert (await tab.receive_json(timeout=20))["type"] == "status"
                return 101
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status

    async def all_of_them() -> list[Any]:
        async with aiohttp.ClientSession() as session:
            return [(case, await status(session, *case)) for case in cases]

    found = asyncio.run(all_of_them())

    assert [(case, got) for case, got in found if got != (101 if _opens(*case) else 403)] == []
    assert len(cases) >= 120
    figure("G14", "WebSockets by Host, Origin and Sec-Fetch-Site", tried=len(cases), unit="combinations")
