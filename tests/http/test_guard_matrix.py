"""Host x Origin x Sec-Fetch-Site x method x content type on a real socket: who gets in, and that nobody else does."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.http.guard import Guard
from penstock.core.routes import RouteCall, RouteSpec

Serve = Callable[..., Any]

HOSTS = {
    "127.0.0.1:{port}": True,
    "localhost:{port}": True,
    "LOCALHOST:{port}": True,
    "[::1]:{port}": True,
    "evil.example:{port}": False,
    "127.0.0.1.evil.example:{port}": False,
    "127.evil.com:{port}": False,
    "localhost.evil.com:{port}": False,
    "127.0.0.1:1": False,
    "127.0.0.1": False,
    "192.168.1.5:{port}": False,
    "0.0.0.0:{port}": False,
    "127.0.0.1:{port}@evil.example": False,
    "evil.example#127.0.0.1:{port}": False,
    "localhost:{port}:{port}": False,
    "localhost.:{port}": False,
}
"""Host headers, and whether a server on loopback answers to them."""

ORIGINS = {
    "": "always",
    "{own}": "always",
    "{OWN}": "always",
    "null": "safe",
    "http://evil.example": "never",
    "http://127.0.0.1:1": "never",
    "http://localhost:{port}": "never",
    "https://127.0.0.1": "never",
    "http://127.0.0.1:{port}.evil.example": "never",
    "http://127.0.0.1:{port}@evil.example": "never",
    "http://evil.example:{port}": "never",
    "file://": "never",
    "chrome-extension://abc": "never",
    "http://[::1": "never",
}
"""Origin headers sent to 127.0.0.1, and for which methods they are let in."""

SITES = {
    "": "always",
    "same-origin": "always",
    "none": "always",
    "same-site": "safe",
    "cross-site": "never",
    "CROSS-SITE": "never",
}
"""Sec-Fetch-Site headers, and for which methods they are let in."""

TYPES = {
    "application/json": True,
    "Application/JSON; charset=utf-8": True,
    "text/plain": False,
    "text/plain;charset=UTF-8": False,
    "application/x-www-form-urlencoded": False,
    "application/json-patch+json": False,
    "": False,
}
"""Content types of a JSON body, and whether unsafe methods take them."""

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@frozen
class Case:
    """One request and whether it is let in."""

    method: str
    host: str
    origin: str
    site: str
    kind: str
    allowed: bool


def _let_in(rule: str, method: str) -> bool:
    return rule == "always" or (rule == "safe" and method == "GET")


def cases() -> Iterator[Case]:
    """Every Host, Origin, site and type for one method of each sort, and the origins against the sites."""
    good = "127.0.0.1:{port}"
    for method in ("GET", *UNSAFE):
        for host, right in HOSTS.items():
            yield Case(method, host, "", "", "application/json", right)
    for method, origin, site in itertools.product(("GET", "POST", "DELETE"), ORIGINS, SITES):
        allowed = _let_in(ORIGINS[origin], method) and _let_in(SITES[site], method)
        yield Case(method, good, origin, site, "application/json", allowed)
    for method, kind in itertools.product(UNSAFE, TYPES):
        yield Case(method, good, "{own}", "same-origin", kind, TYPES[kind])
        yield Case(method, good, "", "", kind, TYPES[kind])


@frozen
class Body:
    """Any JSON body."""

    x: int = 0


class Changes:
    """Counts the requests that had an effect."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _call: RouteCall[Any]) -> dict[str, int]:
        self.count += 1
        return {"count": self.count}


def routes(handler: Any) -> list[RouteSpec]:
    path = "/penstock/thing"
    reading = RouteSpec(name="tested.get", method="GET", path=path, handler=handler)
    writing = [
        RouteSpec(name=f"tested.{method}", method=method, path=path, handler=handler, body=Body)  # type: ignore[arg-type]
        for method in UNSAFE
    ]
    return [reading, *writing]


def send(server: Any, case: Case) -> Any:
    own = f"http://127.0.0.1:{server.port}"
    fill = {"port": server.port, "own": own, "OWN": own.upper().replace("HTTP", "http")}
    headers = {
        "Origin": case.origin.format(**fill),
        "Sec-Fetch-Site": case.site,
        "Content-Type": case.kind if case.method != "GET" else "",
    }
    body = b"{}" if case.method != "GET" else None
    sent = {name: value for name, value in headers.items() if value}
    host = case.host.format(**fill) or None
    return server.request(case.method, "/penstock/thing", body, sent, host=host)


def test_the_matrix_lets_in_our_own_pages_and_nobody_else(serve_routes: Serve, figure: Serve) -> None:
    """Of all combinations exactly the right ones reach the handler; every other one has no effect and gets its JSON."""
    changes = Changes()
    server = serve_routes(*routes(changes))
    all_cases = list(cases())
    wrong = []

    for case in all_cases:
        before = changes.count
        reply = send(server, case)
        happened = changes.count - before
        if (
            (happened, reply.status) != (1, 200)
            if case.allowed
            else (happened, reply.status in (403, 415)) != (0, True)
        ):
            wrong.append((case, reply.status, happened))
        elif not case.allowed:
            assert reply.code in ("forbidden_origin", "unsupported_type")

    assert wrong == []
    assert len(all_cases) >= 120
    what = "Host x Origin x Sec-Fetch-Site x method x content type"
    figure("G14", what, tried=len(all_cases), unit="combinations")


def test_the_port_must_be_ours(serve_routes: Serve) -> None:
    """A Host with another port is refused where the port is known, whatever the name."""
    changes = Changes()
    server = serve_routes(*routes(changes), guard=Guard(port=4711))

    assert server.get("/penstock/thing").status == 403
    assert server.request("GET", "/penstock/thing", host="127.0.0.1:4711").status == 200
    assert changes.count == 1


def test_without_a_host_nobody_gets_in(serve_routes: Serve) -> None:
    """A request of HTTP/1.0 or 1.1 without a Host header is refused."""
    changes = Changes()
    server = serve_routes(*routes(changes))

    for version in (b"1.0", b"1.1"):
        answer = server.raw(b"GET /penstock/thing HTTP/" + version + b"\r\n\r\n", seconds=3)
        assert answer.split(b" ")[1] in (b"400", b"403")
    assert changes.count == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Host", "127.0.0.1"), ("Host", "evil.example")], 400),
        ([("Origin", "http://127.0.0.1:{port}"), ("Origin", "http://evil.example")], 403),
    ],
)
def test_doubled_headers_are_refused(serve_routes: Serve, headers: list[tuple[str, str]], status: int) -> None:
    """Two Hosts or two Origins are no way in."""
    changes = Changes()
    server = serve_routes(*routes(changes))
    sent = [(name, value.format(port=server.port)) for name, value in headers]

    reply = server.request("GET", "/penstock/thing", headers=sent, host=None if sent[0][0] == "Host" else "")

    assert (reply.status in (status, 403), changes.count) == (True, 0)


def test_links_from_other_sites_open_pages(serve_routes: Serve) -> None:
    """Following a link to the server is a navigation and works; loading the same address into a frame does not."""
    changes = Changes()
    server = serve_routes(*routes(changes))
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    assert server.request("GET", "/penstock/thing", headers=link).status == 200
    assert server.request("GET", "/penstock/thing", headers={**link, "Sec-Fetch-Dest": "iframe"}).status == 403
    assert server.request("POST", "/penstock/thing", b"{}", {**link, "Content-Type": "application/json"}).status == 403
    assert changes.count == 1


COMFYUI = {
    "--listen, by address": ("192.168.1.5:8188", "http://192.168.1.5:8188", "same-origin", 200),
    "--listen, by name": ("gpu-box.local:8188", "http://gpu-box.local:8188", "same-origin", 200),
    "behind a proxy with https": ("comfy.example", "https://comfy.example", "same-origin", 200),
    "behind a proxy, another site": ("comfy.example", "https://evil.example", "cross-site", 403),
    "curl": ("gpu-box.local:8188", "", "", 200),
    "rebinding with another origin": ("gpu-box.local:8188", "http://evil.example:8188", "same-site", 403),
    "--enable-cors-header for a site": ("gpu-box.local:8188", "https://trusted.example", "cross-site", 200),
    "a sandboxed frame": ("gpu-box.local:8188", "null", "cross-site", 403),
}


@pytest.mark.parametrize("case", COMFYUI)
def test_in_comfyui_the_host_decides_where_it_listens(serve_routes: Serve, case: str) -> None:
    """With any host name allowed, same-origin requests and programs get in, other sites only where they are trusted."""
    host, origin, site, status = COMFYUI[case]
    changes = Changes()
    guard = Guard(hosts=None, origins=frozenset({"https://trusted.example"}))
    headers = {"Content-Type": "application/json", "Origin": origin, "Sec-Fetch-Site": site}
    sent = {name: value for name, value in headers.items() if value}

    reply = serve_routes(*routes(changes), guard=guard).request("POST", "/penstock/thing", b"{}", sent, host=host)

    assert (status, status == 200) == (reply.status, changes.count == 1)


def test_beyond_loopback_the_token_is_needed(serve_routes: Serve) -> None:
    """With a token, only requests that carry it get in, by header or by cookie, under whatever name."""
    changes = Changes()
    server = serve_routes(*routes(changes), guard=Guard(port=None, token="s3cret"))

    for headers in (
        {"Authorization": "Bearer s3cret"},
        {"Authorization": "bearer  s3cret"},
        {"Cookie": "a=b; penstock_0=s3cret"},
    ):
        assert server.request("GET", "/penstock/thing", headers=headers, host="box.local:1").status == 200
    assert changes.count == 3
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic s3cret"},
        {"Authorization": "Bearer "},
        {"Cookie": "penstock_0=wrong"},
        {"Cookie": "penstock_1=s3cret"},
        {"Authorization": "Bearer s3cret", "Origin": "http://evil.example"},
        {"Authorization": "Bearer \xe9"},
    ):
        assert server.request("GET", "/penstock/thing", headers=headers).status in (401, 403)
    assert server.request("GET", "/penstock/thing?token=s3cret").code == "unauthorized"
    assert changes.count == 3


def test_other_methods_do_not_exist(serve_routes: Serve) -> None:
    """OPTIONS, TRACE and made-up methods reach no handler, and no answer allows other origins."""
    changes = Changes()
    server = serve_routes(*routes(changes))

    for method in ("OPTIONS", "TRACE", "PROPFIND"):
        reply = server.request(method, "/penstock/thing", headers={"Origin": "http://evil.example"})
        assert reply.status in (400, 403, 405)
        assert not [name for name in reply.headers if name.startswith("Access-Control")]
    assert changes.count == 0
