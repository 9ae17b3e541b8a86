"""Pages, browser modules, the router's errors, the token's address, and two servers on one folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.http.web_files import WEB
from penstock.core.errors import Unavailable

Serve = Callable[..., Any]


def test_the_page_is_served_with_a_policy(serve_standalone: Serve) -> None:
    """`/` is our page: its own scripts only, in nobody's frame."""
    reply = serve_standalone().get("/")

    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html")
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


def test_browser_modules_are_served_and_asked_for_again(serve_standalone: Serve) -> None:
    """Modules of the library and of active plugins are JavaScript with an ETag, under /api as well."""
    server = serve_standalone()
    some = sorted((WEB / "library").glob("*.js"))[0].name

    reply = server.get(f"/penstock/web/library/{some}")

    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert server.get(f"/api/penstock/web/library/{some}", If_None_Match=reply.headers["Etag"]).status == 304
    assert server.get("/penstock/web/pools/pool.js").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/penstock/web/",
        "/penstock/web/library/",
        "/penstock/web/library",
        "/penstock/web/library/nope.js",
        "/penstock/web/library/../pools/pool.js",
        "/penstock/web/library/..%2Fpools%2Fpool.js",
        "/penstock/web/..%2F..%2Fpyproject.toml",
        "/penstock/web/library/%2Fetc%2Fhostname",
        "/penstock/web/library/%00",
        "/penstock/web/nobody/index.js",
        "/penstock/web/__pycache__/x",
        "/extensions/penstock/..%2F..%2Fpyproject.toml",
        "/extensions/penstock/nope.js",
        "/api/workflow_templates/penstock/..%2F..%2Fpyproject.toml",
        "/pyproject.toml",
        "/penstock/nope",
        "/api/penstock/nope",
        "/%2e%2e/%2e%2e/etc/hostname",
    ],
)
def test_what_is_not_there_is_a_json_404(serve_standalone: Serve, path: str) -> None:
    """No path leads out of the folders of modules, and the router's own 404 follows the contract of errors."""
    reply = serve_standalone().get(path)

    assert (reply.status, reply.code) == (404, "not_found")


def test_wrong_methods_are_a_json_405(serve_standalone: Serve) -> None:
    """A path that exists under another method is a 405 that says which."""
    reply = serve_standalone().post_json("/penstock/about", {})

    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert "GET" in reply.headers["Allow"]


def test_pages_are_guarded_too(serve_standalone: Serve) -> None:
    """A foreign Host or Origin gets no page and no module."""
    server = serve_standalone()

    for path in ("/", "/penstock/web/library/events.js", "/extensions/penstock/penstock.js", "/nope"):
        assert server.request("GET", path, host="evil.example").status == 403
        assert server.get(path, Origin="http://evil.example").status == 403


def test_beyond_loopback_the_printed_address_lets_in(serve_standalone: Serve) -> None:
    """With --host the page asks for the token; the printed address turns it into a cookie, which is enough."""
    server = serve_standalone(host="0.0.0.0", token="t0ken")

    assert server.subject.address == f"http://127.0.0.1:{server.port}/?token=t0ken"
    assert server.get("/").code == "unauthorized"
    assert server.get("/penstock/about").code == "unauthorized"
    assert server.get("/?token=wrong").code == "unauthorized"
    welcome = server.get("/?token=t0ken")
    assert (welcome.status, b'content="0; url=/"' in welcome.body) == (200, True)
    cookie = welcome.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert server.get("/penstock/about", Cookie=cookie.split(";")[0]).status == 200
    assert server.get("/", Cookie=cookie.split(";")[0]).status == 200


def test_a_taken_port_is_said_with_a_hint(serve_standalone: Serve, tmp_path: Path) -> None:
    """A second server on the same port fails with what to do; the first one goes on."""
    from penstock.adapters.standalone.paths import data_paths
    from penstock.adapters.standalone.server import Server, ServerOptions

    first = serve_standalone()
    second = Server(ServerOptions(paths=data_paths(tmp_path / "other"), port=first.port, discover=False))

    with pytest.raises(Unavailable, match="in use") as refused:
        second._listening_socket()

    assert "--port" in refused.value.hint
    assert first.get("/penstock/about").status == 200


def test_two_servers_share_a_data_folder(serve_standalone: Serve) -> None:
    """Two servers on one folder see each other's pools."""
    first, second = serve_standalone(), serve_standalone()

    assert first.post_json("/penstock/pools", {"id": "shared"}).status in (200, 201)
    assert "shared" in str(second.get("/penstock/pools").json)


def test_the_document_describes_every_route(serve_standalone: Serve) -> None:
    """Every route of Penstock on the router stands in /penstock/openapi.json, with its method."""
    server = serve_standalone()
    described = {
        (method.upper(), path)
        for path, item in server.get("/penstock/openapi.json").json["paths"].items()
        for method in item
    }
    served = {(spec.method, spec.path.replace(":.+}", "}")) for spec in server.subject.application.routes}

    assert served <= described
    assert ("GET", "/penstock/openapi.json") in described


def test_the_address_without_its_slash_leads_to_the_page(serve_standalone: Serve) -> None:
    """`/penstock` leads to `/penstock/`, which is our page with or without ComfyUI's frontend at `/`."""
    server = serve_standalone()

    reply = server.get("/penstock")

    assert (reply.status, reply.headers["Location"]) == (308, "/penstock/")
    assert server.get("/penstock/").status == 200


def test_comfyui_s_frontend_is_served_where_it_is_wanted(serve_standalone: Serve, tmp_path: Path) -> None:
    """With a frontend its pages are at `/`, ours at `/penstock/`, and what it has not is a JSON 404."""
    folder = tmp_path / "frontend"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>ComfyUI</title>")
    (folder / "assets" / "index-AbC_1.js").write_text("1")

    server = serve_standalone(frontend=folder)

    assert b"ComfyUI" in server.get("/").body
    assert server.get("/assets/index-AbC_1.js").headers["Content-Type"].startswith("text/javascript")
    assert server.get("/assets/").code == "not_found"
    assert server.get("/assets/..%2f..%2fdata").code == "not_found"
    assert b"Penstock" in server.get("/penstock/").body
    assert server.get("/api/users").status == 200
