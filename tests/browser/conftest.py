"""The standalone server, with and without ComfyUI's real frontend, and headless Chromium.

`CHROMIUM` names the browser where it is not on the path, or another than the first of `BROWSERS`; `COMFYUI_FRONTEND`
the `static` folder of another version of `comfyui-frontend-package`.
"""

import asyncio
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from .graph_history import HAS_TYPES, capture, undo_until

ROOT = Path(__file__).parents[2]
PHOTOGRAPHS = [ROOT / "adapters/standalone/demo_photographs" / name for name in ("cat.png", "coffee.jpg", "rocket.jpg")]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Of two switches of one name the last one counts: Playwright's list again, and the pages that Chromium makes for
    # the suggestions of an address bar that nobody sees; these were a third of what opening a page costs.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades"
    ",HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning"
    ",AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
    ",WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
]
START_SECONDS = 60
HERE = Path(__file__).parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The shell is the same engine without all that stands around pages: it opens them in less time."""
# What ComfyUI's frontend says by itself: it asks for optional files, and for its makers' release notes.
NOT_OURS = ("Failed to load resource", "Access to fetch", "ERR_", "deprecated", "Invalid layout total size", "CSP")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """At night only: the classic renderer where it does not differ, the other one of a page's two looks."""
    from .sharing_out import is_other_look, renderer_of

    if item.get_closest_marker("one_renderer") and renderer_of(item.nodeid) == "classic":
        item.add_marker(pytest.mark.nightly)
    if item.get_closest_marker("one_look") and is_other_look(item.nodeid):
        item.add_marker(pytest.mark.nightly)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of `in_turns`; tests of other folders come first, as they are."""
    from .sharing_out import in_turns

    ours = {item.nodeid: item for item in items if HERE in item.path.parents}
    items[:] = [item for item in items if item.nodeid not in ours] + [ours[name] for name in in_turns([*ours])]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files and renderers stay together where files shall (`--dist loadfile`)."""
    if config.getvalue("dist") != "loadfile":
        return None
    from .sharing_out import ByRenderer

    return ByRenderer(config, log)


@define
class RunningServer:
    """A standalone server on a free port, in a thread with an event loop of its own."""

    data: Path
    frontend: bool = False
    port: int = 0
    address: str = ""
    _loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    _stop: asyncio.Event = field(factory=asyncio.Event)
    _failed: list[BaseException] = field(factory=list)
    _thread: threading.Thread = field(factory=threading.Thread)

    def start(self) -> None:
        """Returns when the server answers; raises what kept it from starting."""
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), name="browser-test-server", daemon=True)
        self._thread.start()
        assert started.wait(START_SECONDS), "the server does not start"
        if self._failed:
            raise self._failed[0]

    def stop(self) -> None:
        """Returns when everything is closed; does nothing for one that is."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the server does not stop"
        if self._failed:
            raise self._failed[0]

    def restart(self) -> None:
        """Stop it and start it again, on the same folder and port."""
        self.stop()
        self._loop, self._stop = asyncio.new_event_loop(), asyncio.Event()
        self.start()

    def _run(self, started: threading.Event) -> None:
        try:
            self._loop.run_until_complete(self._serve(started))
        except BaseException as error:
            self._failed.append(error)
        finally:
            started.set()
            self._loop.close()

    async def _serve(self, started: threading.Event) -> None:
        from penstock.adapters.standalone.paths import data_paths
        from penstock.adapters.standalone.server import Server, ServerOptions

        options = ServerOptions(paths=data_paths(self.data), port=self.port, frontend=self.frontend, discover=False)
        server = Server(options)
        await server.start()
        self.address, self.port = server.address.rstrip("/"), server.port
        started.set()
        await self._stop.wait()
        await server.stop()


@pytest.fixture(scope="session")
def photographs() -> list[Path]:
    """Three real photographs."""
    return PHOTOGRAPHS


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; skips where Playwright or Chromium is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    playwright.expect.set_options(timeout=15_000)  # as long as pages wait: a busy machine takes more than 5 s
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        pytest.skip("Chromium is not installed (or name it in CHROMIUM)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Penstock's own page, in an empty folder for each file of tests: none sees what another one made."""
    running = RunningServer(tmp_path_factory.mktemp("standalone"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def start_server() -> Iterator[Callable[..., RunningServer]]:
    """Starts servers of a test's own: `start_server(data, port)`; they are stopped at its end, unless it did."""
    started: list[RunningServer] = []

    def start(data: Path, port: int = 0) -> RunningServer:
        running = RunningServer(data, port=port)
        running.start()
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages in a context of their own; errors of theirs fail the test."""
    contexts: list[Any] = []
    problems: list[str] = []

    def open_at(address: str, width: int = 1400, height: int = 900, scheme: str = "dark") -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.add_init_script("performance.setResourceTimingBufferSize(5000)")  # 250 hold not even our modules
        contexts.append(context)
        page = context.new_page()
        watch(page, problems)
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert problems == []


def watch(page: Any, problems: list[str]) -> None:
    """Collects what goes wrong in a page."""
    page.set_default_timeout(15_000)
    # Choosers are the test's from the start: until Playwright has told Chromium so, Chromium answers them itself.
    page.on("filechooser", lambda _chooser: None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and note(message.text, problems))


def note(text: str, problems: list[str]) -> None:
    """Keeps an error of the console, unless the frontend makes it without us."""
    if not any(known in text for known in NOT_OURS):
        problems.append(text)


@define
class Grid:
    """What a person sees of one pool grid."""

    page: Any
    root: Any

    @property
    def tiles(self) -> Any:
        """The images."""
        return self.root.locator(".penstock-tile")

    @property
    def labels(self) -> Any:
        """The fields below them."""
        return self.root.locator("input.penstock-label")

    @property
    def selected(self) -> Any:
        """The image that flows downstream."""
        return self.root.locator(".penstock-tile[aria-pressed=true]")

    def upload(self, files: list[Path]) -> None:
        """Choose files, and wait for them."""
        before = self.tiles.count()
        self.root.locator("input[type=file]").set_input_files([str(path) for path in files])
        self.expect_count(before + len(files))

    def label(self, position: int, text: str) -> None:
        """Type a label and save it."""
        self.labels.nth(position).fill(text)
        with self.page.expect_response(lambda response: response.request.method == "PATCH"):
            self.labels.nth(position).press("Enter")

    def remove(self, position: int) -> None:
        """Click the cross of an image."""
        self.tiles.nth(position).hover()
        self.root.locator(".penstock-remove").nth(position).click()

    def expect_count(self, count: int) -> None:
        """Wait for so many images."""
        from playwright.sync_api import expect

        expect(self.tiles).to_have_count(count)

    def shows(self, position: int) -> str:
        """The slot at a position."""
        return str(self.root.locator(".penstock-cell").nth(position).get_attribute("data-slot-id"))


@pytest.fixture
def grid_of() -> Callable[[Any], Grid]:
    """The grid of a page, once it is there."""

    def find(page: Any) -> Grid:
        root = page.locator("penstock-pool-grid").first
        root.locator(".penstock-pool-body").wait_for()
        return Grid(page, root)

    return find


@define
class Editor:
    """ComfyUI's frontend in a page, with an empty graph."""

    page: Any
    server: RunningServer
    problems: list[str] = field(factory=list)

    def run(self, body: str, argument: Any = None) -> Any:
        """Evaluate the body of an async function of `argument` in the page."""
        return self.page.evaluate(f"async (argument) => {{ {body} }}", argument)

    def add(self, kind: str, x: int = 420, y: int = 140) -> str:
        """A new node; returns its id."""
        return str(
            self.run(
                "const node = LiteGraph.createNode(argument.kind); node.pos = [argument.x, argument.y];"
                "app.graph.add(node); await new Promise(requestAnimationFrame); return String(node.id);",
                {"kind": kind, "x": x, "y": y},
            )
        )

    def grids(self) -> list[Grid]:
        """Every grid on the canvas."""
        self.page.locator("penstock-pool-grid").first.wait_for()
        return [Grid(self.page, root) for root in self.page.locator("penstock-pool-grid").all()]

    def widget(self, node: str, name: str) -> Any:
        """A widget's value."""
        body = "return app.graph.getNodeById(argument[0]).widgets.find((one) => one.name === argument[1]).value;"
        return self.run(body, [node, name])

    def nodes(self) -> list[str]:
        """The types of the nodes in the graph."""
        return list(self.run("return app.graph.nodes.map((node) => node.type).sort();"))

    def capture(self) -> None:
        """Let the graph as it is now be a step of its undo, and what follows another one."""
        capture(self.page)

    def undo_to(self, *types: str) -> None:
        """Undo until the graph has these nodes."""
        undo_until(self.page, HAS_TYPES, ",".join(sorted(types)))


@pytest.fixture(scope="session", params=["classic", "vue"])
def editor_page(
    request: pytest.FixtureRequest, chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Editor]:
    """The real frontend, once for each of its renderers; starting it takes seconds."""
    other = os.environ.get("COMFYUI_FRONTEND")
    if other:
        _serve_frontend(request, Path(other))
    else:
        pytest.importorskip("comfyui_frontend_package", reason="comfyui-frontend-package is not installed")
    running = RunningServer(tmp_path_factory.mktemp(request.param), frontend=True)
    settings = {"Comfy.TutorialCompleted": True, "Comfy.VueNodes.Enabled": request.param == "vue"}
    settings |= {"Comfy.EnableTooltips": False, "Comfy.Minimap.Visible": False}
    settings |= {"Comfy.Workflow.ShowMissingNodesWarning": False}
    # Older frontends make every node larger whenever Vue nodes are shown, ours too.
    settings |= {"Comfy.VueNodes.AutoScaleLayout": False}
    stored = running.data / "user/default/comfy.settings.json"
    stored.parent.mkdir(parents=True)
    stored.write_text(json.dumps(settings))
    running.start()
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    editor = Editor(context.new_page(), running)
    watch(editor.page, editor.problems)
    load(editor)
    yield editor
    context.close()
    running.stop()


def _serve_frontend(request: pytest.FixtureRequest, static: Path) -> None:
    """Serve another version of the frontend: the unpacked `static` folder of its package."""
    patch = pytest.MonkeyPatch()
    patch.setattr("penstock.adapters.standalone.server.frontend_folder", lambda: static)
    request.addfinalizer(patch.undo)


def load(editor: Editor) -> None:
    """Open the frontend (again) and wait until nodes can be added."""
    ready = (
        "() => !!(window.app?.extensionManager && app.canvas && window.LiteGraph"
        "?.registered_node_types?.GridImagePool && app.extensionManager.workflow?.activeWorkflow"
        " && app.graph?.nodes?.length)"  # the default workflow comes last
    )
    editor.page.goto(editor.server.address, timeout=START_SECONDS * 1000)
    editor.page.wait_for_function(ready, timeout=START_SECONDS * 1000)


@pytest.fixture
def editor(editor_page: Editor) -> Iterator[Editor]:
    """The frontend with an empty graph; errors of the page fail the test."""
    editor_page.problems.clear()
    editor_page.run("app.graph.clear(); app.canvas.ds.scale = 1; app.canvas.ds.offset = [0, 0];")
    # New nodes get old numbers again, and with them what those put out.
    editor_page.run("for (const key of Object.keys(app.nodeOutputs ?? {})) delete app.nodeOutputs[key];")
    # What ran before would be taken from the cache, and not be said again.
    editor_page.page.request.post(f"{editor_page.server.address}/free", data={})
    # Messages of the test before, with buttons of their own.
    editor_page.run("for (const toast of document.querySelectorAll('.penstock-toast')) toast.remove();")
    yield editor_page
    editor_page.page.keyboard.press("Escape")
    assert editor_page.problems == []


@pytest.fixture
def leave_no_subgraph(editor_page: Editor) -> Iterator[None]:
    """Nothing is left of a test's subgraphs: older frontends keep them when the graph is cleared, and load anew."""
    yield
    if editor_page.run(LEAVE_SUBGRAPHS):
        editor_page.run("localStorage.clear(); sessionStorage.clear();")
        editor_page.page.goto("about:blank")
        load(editor_page)


LEAVE_SUBGRAPHS = """
    const root = app.rootGraph ?? app.graph;
    app.canvas.setGraph?.(root);
    root.clear();
    await new Promise(requestAnimationFrame);
    return (root.subgraphs?.size ?? 1) > 0 || app.canvas.graph !== root;
"""
