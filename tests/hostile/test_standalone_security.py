"""`penstock serve` against SECURITY.md: who gets in, what the token shows itself in, what every answer says."""

import hmac
import html.parser
import logging
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.http import guard
from penstock.adapters.standalone import serving
from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.reach import from_elsewhere, from_here, plain_host
from penstock.adapters.standalone.server import Server, ServerOptions
from penstock.adapters.standalone.tickets import SECONDS, Tickets
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.errors import Unavailable

Serve = Callable[..., Any]
Record = Callable[..., None]
TOKEN = "aLong-Token_of-letters0123456789"
NOT_HERE = ("/penstock/web", "/penstock/web/", "/penstock/web/pools", "/penstock/web/pools/", "/extensions/penstock/")
GUESSES = ("", "a", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), TOKEN[::-1], "\u00e9", "%00", "null", "*", "Bearer", '"')
"""What somebody tries who has not got it."""


@pytest.fixture
def locked(serve_standalone: Serve) -> Any:
    """A server that listens beyond loopback, ComfyUI's pages included."""
    return serve_standalone(host="0.0.0.0", token=TOKEN)


def routes_of(server: Any) -> Iterator[tuple[str, str]]:
    """Method and a path of every route of the application, mirrors, pages and sockets included."""
    for route in server.subject._runner.app.router.routes():
        path = re.sub(r"\{(\w+)(:[^}]*)?\}", "x", route.resource.canonical)
        yield ("GET" if route.method == "*" else route.method), path


def cookie_of(server: Any) -> str:
    """What the printed address is turned into."""
    return str(server.get(f"/?token={TOKEN}").headers["Set-Cookie"].split(";")[0])


def test_without_the_token_no_route_answers(locked: Any, figure: Record) -> None:
    """Every route of the server, whoever declared it, asks for the token before it does anything else."""
    wrong, tried = [], 0
    for method, path in routes_of(locked):
        body = b"{}" if method in ("POST", "PUT", "PATCH", "DELETE") else None
        headers = {"Content-Type": "application/json"} if body else {}
        for more in ({}, {"Cookie": f"penstock_{locked.port}=x"}, {"Authorization": "Bearer x"}):
            reply = locked.request(method, path, body, {**headers, **more})
            tried += 1
            if reply.status != 401 or reply.headers.get("Www-Authenticate") != "Bearer":
                wrong.append((method, path, reply.status))

    assert wrong == []
    assert tried > 600
    figure("G14", "requests without the token, to every route of a server beyond loopback", tried, "requests")


def test_guessing_leads_nowhere_and_locks_nobody_out(
    locked: Any, monkeypatch: pytest.MonkeyPatch, figure: Record
) -> None:
    """Each guess is a 401, compared in a time that tells nothing; who has the token still gets in."""
    compared = []
    right = hmac.compare_digest
    monkeypatch.setattr(guard.hmac, "compare_digest", lambda a, b: compared.append(a) or right(a, b))

    tried = 0
    for guess in GUESSES:
        shown = guess.encode().decode("latin-1")
        for path, headers in (
            ("/penstock/about", {"Authorization": f"Bearer {shown}"}),
            ("/penstock/about", {"Cookie": f"penstock_{locked.port}={shown}"}),
            ("/", {"Cookie": f"penstock_{locked.port + 1}={TOKEN}"}),
            (f"/?token={'%22' if guess == chr(34) else guess.encode().hex()}", {}),
            (f"/penstock/about?token={TOKEN}", {}),
        ):
            assert locked.request("GET", path, headers=headers).status == 401, (guess, path)
            tried += 1

    assert len(compared) >= 2 * len(GUESSES)
    assert locked.get("/penstock/about", Authorization=f"Bearer {TOKEN}").status == 200
    figure("G14", "guesses of the token", tried, "requests")


def test_the_token_becomes_a_cookie_and_is_seen_nowhere(locked: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The printed address answers with a page without scripts that nobody keeps; after it the token stands in no
    answer, no log line and no repr."""
    with caplog.at_level(logging.DEBUG):
        welcome = locked.get(f"/?token={TOKEN}")
        cookie = welcome.headers["Set-Cookie"]
        answers = [
            locked.request(method, path, headers={"Cookie": cookie.split(";")[0]})
            for method, path in routes_of(locked)
            if method == "GET" and "events" not in path and not path.endswith("/ws")
        ]
        locked.get(f"/penstock/about?token={TOKEN}")
        locked.get(f"/nope?token={TOKEN}")

    assert welcome.status == 200
    assert TOKEN.encode() not in welcome.body
    assert b"<script" not in welcome.body and b'content="0; url=/"' in welcome.body
    assert (welcome.headers["Cache-Control"], welcome.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "default-src 'none'" in welcome.headers["Content-Security-Policy"]
    assert cookie.startswith(f"penstock_{locked.port}=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert sum(reply.status == 200 for reply in answers) > 20
    for reply in answers:
        assert TOKEN.encode() not in reply.body and TOKEN not in str(reply.headers)
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(locked.subject._options) + repr(locked.subject.guard())


def test_head_is_answered_as_get_is(locked: Any) -> None:
    """Of the printed address, too: the same status and headers, without the page."""
    for path in (f"/?token={TOKEN}", "/?token=another", f"/penstock/?token={TOKEN}", f"/penstock/about?token={TOKEN}"):
        asked, got = (locked.request(method, path) for method in ("HEAD", "GET"))
        assert (asked.status, asked.body) == (got.status, b"")
        assert asked.headers.get("Set-Cookie") == got.headers.get("Set-Cookie")


def test_cookies_of_other_programs_do_not_hide_ours(locked: Any) -> None:
    """Cookies know no ports: what other servers on the machine set, however odd, comes along and changes nothing."""
    ours = cookie_of(locked)
    for others in (
        'a={"x": [1, 2]}',
        "[b]=2",
        "=",
        "penstock_1=old",
        f"penstock_{locked.port}=stale",
        '"',
        "é=ü",
        ";;",
    ):
        text = others.encode().decode("latin-1")
        for header in (f"{text}; {ours}", f"{ours}; {text}", f"{text};{ours};{text}"):
            assert locked.get("/penstock/about", Cookie=header).status == 200, header


def test_another_server_on_the_machine_cannot_use_the_cookie(locked: Any) -> None:
    """The browser sends our cookie along for a page of another port: it changes nothing and hears nothing."""
    ours = {"Cookie": cookie_of(locked), "Origin": f"http://127.0.0.1:{locked.port + 1}", "Sec-Fetch-Site": "same-site"}
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="

    made = locked.request("POST", "/penstock/pools", b'{"id": "x"}', {**ours, "Content-Type": "application/json"})
    assert made.code == "forbidden_origin"
    assert locked.request("GET", "/ws", headers={**ours, **upgrade}).code == "forbidden_origin"
    assert "Access-Control-Allow-Origin" not in made.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.evil.com", "localhost.evil.com"])
def test_a_name_that_was_bound_anew_gets_nothing(serve_standalone: Serve, locked: Any, host: str) -> None:
    """DNS rebinding: on loopback the name is refused; beyond it the browser has no cookie for that name."""
    open_one = serve_standalone()
    for server, status in ((open_one, 403), (locked, 401)):
        place = f"{host}:{server.port}"
        headers = {"Origin": f"http://{place}", "Sec-Fetch-Site": "same-origin"}
        for path in ("/", "/penstock/about", "/penstock/settings", "/ws", "/view?filename=x.png"):
            assert server.request("GET", path, headers=headers, host=place).status == status


def test_folders_are_not_listed_and_hidden_files_not_served(serve_standalone: Serve) -> None:
    """A folder of modules, of pictures or of a plugin is a 404 like what is not there."""
    server = serve_standalone()
    for path in (*NOT_HERE, "/view?filename=", "/view?filename=.", "/view?filename=x/..&subfolder=..", "/input/"):
        reply = server.get(path)
        assert 400 <= reply.status < 500, path
        assert reply.code in ("not_found", "bad_name", "invalid"), path


class _Tags(html.parser.HTMLParser):
    """Collects what a page runs without a file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if (tag == "script" and "src" not in named) or any(name.startswith("on") or name == "style" for name in named):
            self.inline.append(tag)
        self.inline += [tag for value in named.values() if value and value.strip().lower().startswith("javascript:")]


def test_pages_run_only_files_and_stand_in_nobodys_frame(serve_standalone: Serve, tmp_path: Path) -> None:
    """Our pages have a policy without inline scripts and hold none; ComfyUI's can be framed by itself alone."""
    frontend = tmp_path / "frontend"
    frontend.mkdir()
    (frontend / "index.html").write_text("<title>ComfyUI</title>")
    server = serve_standalone(frontend=frontend)

    own, theirs = server.get("/penstock/"), server.get("/")
    tags = _Tags()
    tags.feed(own.body.decode())

    policy = own.headers["Content-Security-Policy"]
    assert tags.inline == []
    assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert own.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'self'" in theirs.headers["Content-Security-Policy"]


def test_every_answer_is_closed(serve_standalone: Serve, figure: Record) -> None:
    """Whatever is asked for, the answer is not sniffed, not embedded elsewhere, tells no referrer and no versions."""
    server = serve_standalone()
    wrong, tried = [], 0
    for method, path in routes_of(server):
        if "events" in path:
            continue
        reply = server.request(method, path, b"{}" if method != "GET" else None, {"Content-Type": "application/json"})
        told = [
            reply.headers.get(name) for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Server")
        ]
        tried += 1
        if told != ["nosniff", "same-origin", "Penstock"] or "Referrer-Policy" not in reply.headers:
            wrong.append((method, path, reply.status, told))
        if reply.headers.get("Content-Type", "").startswith("text/html"):
            assert "Content-Security-Policy" in reply.headers, path

    assert wrong == []
    figure("G15", "answers of every route: not sniffed, not embedded elsewhere", tried, "requests")


def test_a_feed_is_not_sniffed(serve_standalone: Serve) -> None:
    """Streams of events say what they are, and are kept by nobody."""
    server = serve_standalone()
    head = server.request("HEAD", "/penstock/events").headers
    assert (head["X-Content-Type-Options"], head["Cache-Control"]) == ("nosniff", "no-store")


def test_without_a_token_nothing_listens_beyond_this_machine(tmp_path: Path) -> None:
    """Whatever a host is called, what it is bound to counts."""
    for host in ("0.0.0.0", "0", ""):
        server = Server(ServerOptions(paths=data_paths(tmp_path / "data"), host=host, port=0, discover=False))
        with pytest.raises(Unavailable, match="token"):
            server._listening_socket()


def test_the_addresses_that_are_told_are_those_that_answer() -> None:
    """A server on all addresses is told by real ones, never by `0.0.0.0`; one with a name of its own by that name."""
    assert (from_here("0.0.0.0"), from_here("::"), from_here("::1")) == ("127.0.0.1", "[::1]", "[::1]")
    assert (from_here("box.local"), from_elsewhere("box.local")) == ("box.local", ())
    for address in (*from_elsewhere("0.0.0.0"), *from_elsewhere("::")):
        family = socket.AF_INET6 if address.startswith("[") else socket.AF_INET
        with socket.create_server((address.strip("[]"), 0), family=family):  # it is one of this machine
            assert address.strip("[]") not in ("0.0.0.0", "::")


LOOPBACK = ("127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost", "LOCALHOST", "::1", "[::1]", "0:0::1",
            "::ffff:127.0.0.1")  # fmt: skip
EVERYWHERE = ("", "0", "0.0.0.0", "0x0", "::", "[::]", "0::0", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0")


@pytest.mark.parametrize("host", [*LOOPBACK, *EVERYWHERE, "Box.Local", "192.0.2.7"])
def test_a_host_means_the_same_however_it_is_spelled(tmp_path: Path, host: str) -> None:
    """A token where it lies beyond this machine, and only there; what is printed can be opened."""
    options = serving.ServeCommand(say=print, data=tmp_path, host=host).options()

    assert bool(options.token) == (host not in LOOPBACK)
    assert from_here(options.host) in ("127.0.0.1", "[::1]", "localhost", "box.local", "192.0.2.7")
    assert bool(from_elsewhere(options.host)) <= (host in EVERYWHERE)
    assert from_elsewhere(options.host) == from_elsewhere("::" if ":" in options.host else "0.0.0.0") * (
        host in EVERYWHERE
    )
    assert plain_host(options.host) == options.host


@pytest.mark.parametrize("host", [one for one in LOOPBACK if ":" not in one or socket.has_ipv6])
def test_every_spelling_of_loopback_is_served(serve_standalone: Serve, host: str) -> None:
    """Without a token, under the address that is told."""
    server = serve_standalone(host=host)
    name, _, port = server.subject.address.removeprefix("http://").strip("/").rpartition(":")
    with socket.create_connection((name.strip("[]"), int(port)), timeout=20) as line:
        line.sendall(b"GET /penstock/about HTTP/1.0\r\nHost: %b:%b\r\n\r\n" % (name.encode(), port.encode()))
        assert line.recv(100).split(b" ")[1] == b"200"


def test_every_told_address_gets_in(serve_standalone: Serve) -> None:
    """On all addresses, of both families where there are both, those that are printed answer with the token."""
    for host in ("0.0.0.0", *(["::"] if socket.has_dualstack_ipv6() else [])):
        server = serve_standalone(host=host, token=TOKEN)
        for url in (server.subject.address, *server.subject.addresses_elsewhere):
            name = url.removeprefix("http://").partition("/")[0].rpartition(":")[0].strip("[]")
            with socket.create_connection((name, server.port), timeout=20) as line:
                line.sendall(b"GET /?token=%b HTTP/1.0\r\nHost: x\r\n\r\n" % TOKEN.encode())
                assert line.recv(100).split(b" ")[1] == b"200", url


def test_the_browser_gets_a_ticket_and_not_the_token(serve_standalone: Serve) -> None:
    """What stands on the browser's command line lets in once; without a token there is nothing to let in."""
    server = serve_standalone(host="0.0.0.0", token=TOKEN)
    address = server.subject.ticket_address()
    assert TOKEN not in address
    path = "/?" + address.partition("?")[2]

    first, second = server.get(path), server.get(path)

    assert (first.status, second.status) == (200, 401)
    assert server.get("/penstock/about", Cookie=first.headers["Set-Cookie"].split(";")[0]).status == 200
    assert serve_standalone().subject.ticket_address().endswith("/")


def test_tickets_end() -> None:
    """A minute later, by a clock that nobody turns, a ticket is none; one that was never made never was one."""
    clock = FakeClock()
    tickets = Tickets(clock)
    late, good = tickets.make(), tickets.make()
    assert late != good and len(good) >= 32
    clock.set_wall(0)
    assert tickets.take(good) and not tickets.take(good)
    clock.advance(SECONDS)
    assert not tickets.take(late)
    assert not tickets.take("") and not tickets.take("\udcff")


def test_this_machine_can_be_locked_too(tmp_path: Path) -> None:
    """`--token` asks for the token on loopback: other people may have accounts there."""

    def options(**more: Any) -> ServerOptions:
        return serving.ServeCommand(say=print, data=tmp_path, **more).options()

    assert options().token == ""
    assert len(options(locked=True).token) >= 32
    assert options(locked=True).host == "127.0.0.1"


def test_what_is_said_at_the_start_holds_the_token_once_an_address(tmp_path: Path) -> None:
    """Each line that names an address holds the whole of it, so that it can be opened; no other line has the token."""
    said: list[str] = []
    server = Server(
        ServerOptions(paths=data_paths(tmp_path / "d"), host="0.0.0.0", port=4711, token=TOKEN, discover=False)
    )
    serving.ServeCommand(say=said.append, data=tmp_path, host="0.0.0.0", browser=False)._tell(server)

    assert [line for line in said if TOKEN in line] == [line for line in said if "http://" in line]
    assert said[0] == f"Penstock runs at http://127.0.0.1:4711/?token={TOKEN}"
    assert len(said) == 3 + len(from_elsewhere("0.0.0.0"))
    assert "0.0.0.0" not in " ".join(said)
