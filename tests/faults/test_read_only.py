"""G6: data that can only be read: a read-only disk, folders of another user, one pool of another user, the package."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import penstock
from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.paths import data_paths
from penstock.core.application import build
from penstock.core.host import Host

from .read_only_requests import COMPUTED, JOBS, NOT_THERE, NOTHING_TO_DO, body
from .read_only_world import built, job_of, path_of
from .real_actors_pools import picture
from .real_apps import App, Client, Reply, Zygote
from .small_disks import read_only_view

NOBODY = 65534
ENDLESS = ("GET /penstock/events", "GET /penstock/run_events")
WAYS = ("disk", "user")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can make folders that it cannot write"
)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Forks servers."""
    with Zygote() as made:
        yield made


@pytest.fixture(scope="module")
def prepared(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A data folder in which every route finds something, and what there is."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    return data, built(zygote, data)


@pytest.fixture
def data(prepared: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(prepared[0], tmp_path / "data"))


@pytest.fixture
def world(prepared: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    """What is in it."""
    return dict(prepared[1])


@pytest.fixture
def routes(data: Path) -> list[str]:
    """Every route, `METHOD /path`."""
    application = build(Host(name="testing", paths=data_paths(data)), plugin_sources(discover=False))
    return sorted({f"{one.method} {one.path}" for one in application.routes} - set(ENDLESS))


@contextlib.contextmanager
def closed(way: str, data: Path) -> Iterator[None]:
    """While nobody (on a disk), or only another user, can write below `data`."""
    if way == "disk":
        with read_only_view(data):
            yield
        return
    give(data, NOBODY)
    try:
        yield
    finally:
        give(data, os.getuid())


def give(folder: Path, user: int) -> None:
    """Make the folder, and all below it, another user's."""
    for place, _, names in os.walk(folder):
        for path in (Path(place), *(Path(place) / name for name in names)):
            os.chown(path, user, user)
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture(params=WAYS)
def app(request: pytest.FixtureRequest, zygote: Zygote, data: Path) -> Iterator[App]:
    """A server on data that cannot be written."""
    with closed(request.param, data):
        made = zygote.app(data, powerless=request.param == "user")
        yield made
        made.kill()


def listed(data: Path) -> dict[str, bytes | None]:
    """Every file with its bytes, and every folder."""
    return {str(path.relative_to(data)): path.read_bytes() if path.is_file() else None for path in data.rglob("*")}


def ask(client: Client, route: str, world: dict[str, Any]) -> Reply:
    """What the route answers."""
    method, path = route.partition(" ")[0], path_of(route, world)
    if method == "GET":
        return client.get(path)
    sent = body(route, world)
    return client.form(path, *sent, method=method) if isinstance(sent, tuple) else client.send(method, path, sent)


def wrong(client: Client, route: str, reply: Reply) -> str:
    """What is wrong with an answer on data that can only be read; empty where nothing is."""
    refused = (reply.status, reply.code) == (403, "read_only")
    if route in JOBS:
        if reply.ok and "application/json" in reply.headers["Content-Type"]:
            job = job_of(client, reply)
            refused = job["status"] == "failed" and "read_only" in str(job["error"])
        good = refused
    elif route in NOT_THERE:
        good = 400 <= reply.status < 500
    elif route.startswith("GET") or route in COMPUTED | NOTHING_TO_DO:
        good = reply.ok
    else:
        good = refused
    return "" if good else f"{route}: {reply.status} {reply.body.decode(errors='replace')[:300]}"


def with_job(client: Client, world: dict[str, Any]) -> dict[str, Any]:
    """`world` with a job of the server; the checks of the pools are one that reads only."""
    job = job_of(client, client.send("POST", "/penstock/doctor", {}))
    return {**world, "job": {"jobs": job["id"], "executions": world["job"], "story_jobs": world["job"]}}


def test_every_route_reads_and_none_writes(
    app: App, data: Path, world: dict[str, Any], routes: list[str], figure: Callable
) -> None:
    """Whatever reads works, whatever writes is 403 `read_only` and leaves all as it was; the server lives."""
    client = app.client()
    before = listed(data)
    world = with_job(client, world)
    faults = [said for route in routes if (said := wrong(client, route, ask(client, route, world)))]
    assert faults == []
    assert listed(data) == before
    assert app.tracebacks() == ""
    figure(
        "G6", "routes on data that cannot be written: a read-only disk, another user's folders", len(routes), "routes"
    )


def test_a_thumbnail_that_cannot_be_kept_is_shown(app: App, world: dict[str, Any]) -> None:
    """Each time from memory, with the tag by which browsers keep it."""
    client = app.client()
    path = path_of("GET /penstock/pools/{pool}/slots/{slot}/thumbnail", world)
    first, second = client.get(path), client.get(path)
    assert first.ok
    assert first.headers["Content-Type"] == "image/jpeg"
    assert (first.body, first.headers["ETag"]) == (second.body, second.headers["ETag"])


def test_one_pool_of_another_user_is_shown_and_the_others_are_changed(
    zygote: Zygote, data: Path, world: dict[str, Any], routes: list[str], figure: Callable
) -> None:
    """Its pictures are shown, its changes refused with 403; a pool beside it is written as ever."""
    folder = data / "input" / "grid_pool" / world["pool"]
    give(folder, NOBODY)
    app = zygote.app(data, powerless=True)
    client = app.client()
    before = listed(folder)
    tried = 0
    for route in routes:
        if not route.partition(" ")[2].startswith("/penstock/pools/{pool}"):
            continue
        if route in NOT_THERE or route.endswith(("/copy", "/detach", "/editor")):  # they write elsewhere
            continue
        tried += 1
        assert wrong(client, route, ask(client, route, world)) == ""
    assert tried > 15
    assert listed(folder) == before
    assert client.send("POST", "/penstock/pools", {"id": "beside"}).ok
    assert client.send("POST", f"/penstock/pools/{world['pool']}/copy", {"slots": [world["slot"]], "to": "beside"}).ok
    slot = client.get("/penstock/pools/beside/slots").json["slots"][0]["id"]
    assert client.send("PATCH", f"/penstock/pools/beside/slots/{slot}", {"label": "written"}).ok
    app.kill()
    give(folder, os.getuid())
    figure("G6", "routes of a pool that belongs to another user, beside one that is written", tried, "routes")


def test_pools_on_a_disk_that_was_never_written_are_shown(zygote: Zygote, tmp_path: Path) -> None:
    """A first start on a read-only copy of somebody's Dataset Gates folder: pools and pictures are there."""
    data = tmp_path / "data"
    for name in ("input/grid_pool/old", "output", "temp", "user/__penstock"):
        (data / name).mkdir(parents=True)
    pool = data / "input" / "grid_pool" / "old"
    (pool / "img_0001.png").write_bytes(picture(8))
    slot = {"image": "img_0001.png", "mask": None, "label": "kept", "added": 1}
    (pool / "manifest.json").write_text(json.dumps({"active": 0, "slots": [slot], "next_seq": 2}))
    app: App | None = None
    try:
        with read_only_view(data):
            app = zygote.app(data)
            client = app.client()
            for path in ("profiles", "libbers", "prompts", "scenes", "stories", "executions", "gates", "settings"):
                assert client.get(f"/penstock/{path}").ok, path
            assert [one["id"] for one in client.get("/penstock/pools").json["pools"]] == ["old"]
            assert client.get("/penstock/pools/old/slots").json["slots"][0]["label"] == "kept"
            assert client.get("/penstock/pools/old/slots/img_0001/image").body == picture(8)
            refused = client.form("/penstock/pools/old/slots", ("images", "a.png", picture(9)))
            assert (refused.status, refused.code) == (403, "read_only")
            app.kill()
    finally:
        if app is not None:
            app.kill()


def test_what_can_be_written_again_is_written(zygote: Zygote, data: Path, world: dict[str, Any]) -> None:
    """A disk that was read-only for a while is written without a restart."""
    app: App | None = None
    writes = [
        ("PATCH", f"/penstock/pools/{world['pool']}/slots/{world['slot']}", {"label": "later"}),
        ("PUT", "/penstock/settings/pools.max_megapixels", {"value": 44}),
        ("POST", "/penstock/libbers", {"name": "later"}),
        ("POST", f"/penstock/workflows/{world['workflow']}/presets", {"name": "later", "values": {"1.width": 9}}),
    ]
    try:
        with read_only_view(data):
            app = zygote.app(data)
            client = app.client()
            for method, path, value in writes:
                assert client.send(method, path, value).code == "read_only", path
        for method, path, value in writes:
            deadline = time.monotonic() + 20
            while not (reply := client.send(method, path, value)).ok:
                assert time.monotonic() < deadline, reply
                time.sleep(0.05)
    finally:
        if app is not None:
            app.kill()


@pytest.fixture
def data_elsewhere() -> Iterator[Path]:
    """A folder that is not below the code, as that of a test run may be."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "data"


def test_the_package_on_a_read_only_disk_serves(data_elsewhere: Path, figure: Callable) -> None:
    """Imported as ComfyUI does, and served: nothing is ever written beside the code."""
    code = Path(penstock.__file__).parent
    program = (
        "import sys, asyncio, importlib.util, pathlib\n"
        f"root = pathlib.Path({str(code)!r})\n"
        "spec = importlib.util.spec_from_file_location('any_name', root / '__init__.py',"
        " submodule_search_locations=[str(root)])\n"
        "module = importlib.util.module_from_spec(spec); sys.modules['any_name'] = module\n"
        "spec.loader.exec_module(module)\n"
        "assert callable(module.comfy_entrypoint) and pathlib.Path(module.WEB_DIRECTORY, ).name\n"
        "from penstock.adapters.standalone.server import Server, ServerOptions\n"
        "from penstock.adapters.standalone.paths import data_paths\n"
        "async def serve():\n"
        f"    server = Server(ServerOptions(paths=data_paths(pathlib.Path({str(data_elsewhere)!r})), port=0))\n"
        "    await server.start(); print('served', len(server.application.nodes)); await server.stop()\n"
        "asyncio.run(serve())\n"
        "try: (root / 'probe').write_text('x')\n"
        "except OSError as error: print('refused', error.errno)\n"
    )
    shell = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" -c "$3"'
    words = ["unshare", "-m", "--propagation", "private", "sh", "-c", shell, "sh", str(code), sys.executable, program]
    done = subprocess.run(words, capture_output=True, text=True, timeout=110, check=False, cwd=data_elsewhere.parent)
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no mount namespaces here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, done.stderr
    served, refused = done.stdout.splitlines()
    assert int(served.split()[1]) > 10
    assert refused == "refused 30"
    figure("G6", "starts of the package from a read-only disk, imported as ComfyUI does", len([served]), "starts")
