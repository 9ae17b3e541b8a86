"""Real ComfyUIs for these tests: COMFYUI_PATH (its folder, several joined by the path separator), COMFYUI_PYTHON.

What that ComfyUI cannot import (say, torchvision) the caller provides on PYTHONPATH. COMFYUI_DATASET_GATES may name a
checkout of Dataset Gates to be installed beside us, CHROMIUM a browser, COMFYUI_FRONTEND the `static` folder of another
frontend than the interpreter's, COMFYUI_START_SECONDS more patience than 180 s, PENSTOCK_LIVE_ROUNDS more random
schedules of gates than 12.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parents[1]
for folder in (TESTS / "live" / "support", TESTS):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from live_client import LiveClient  # noqa: E402
from live_page import wait_for_frontend  # noqa: E402
from live_server import BaseFolder, LiveServer, answers, free_port  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
SERVE = "from penstock.adapters.standalone.command import main; main()"
REASON = "needs a real ComfyUI: set COMFYUI_PATH (its folder) and COMFYUI_PYTHON (its interpreter)"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One run of each test for each ComfyUI."""
    if "comfyui" in metafunc.fixturenames:
        paths = [Path(path) for path in os.environ.get("COMFYUI_PATH", "").split(os.pathsep) if path]
        if paths and os.environ.get("COMFYUI_PYTHON"):
            metafunc.parametrize("comfyui", paths, ids=[path.name for path in paths], indirect=True, scope="session")
        else:
            metafunc.parametrize("comfyui", [pytest.param(None, marks=pytest.mark.skip(REASON))], indirect=True)


@pytest.fixture(scope="session")
def comfyui(request: pytest.FixtureRequest) -> Path:
    """The folder of the ComfyUI under test."""
    path: Path = request.param
    return path


@pytest.fixture(scope="session")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Another frontend, or a stand-in page where the interpreter has none; None for the interpreter's own."""
    other = os.environ.get("COMFYUI_FRONTEND")
    if other:
        return Path(other)
    python = os.environ["COMFYUI_PYTHON"]
    if subprocess.run([python, "-c", "import comfyui_frontend_package"], check=False, capture_output=True).returncode:
        page = tmp_path_factory.mktemp("page")
        (page / "index.html").write_text("<title>ComfyUI</title>")
        return page
    return None


@pytest.fixture(scope="session")
def prepare(
    comfyui: Path, frontend: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], LiveServer]]:
    """`prepare(name)`: a ComfyUI with an empty base folder, not yet started; all are stopped at the end."""
    made: list[LiveServer] = []

    def one(name: str) -> LiveServer:
        base = BaseFolder(tmp_path_factory.mktemp(name))
        made.append(LiveServer(comfyui, os.environ["COMFYUI_PYTHON"], base, frontend))
        return made[-1]

    yield one
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def server(prepare: Callable[[str], LiveServer]) -> LiveServer:
    """A running ComfyUI with Penstock and the test plugins, shared by the tests: each uses pools of its own."""
    made = prepare("shared")
    made.base.link("penstock")
    made.base.link("expander", TESTS / "live" / "support" / "packs" / "expander")
    made.base.plugin(TESTS / "live" / "support" / "plugins" / "live_nodes.py")
    for name in ("suite_datasets", "suite_nodes", "suite_profiles", "suite_stories", "suite_texts"):
        made.base.plugin(TESTS / "engine_suite" / f"{name}.py")
    return made.start()


@pytest.fixture
def tab(server: LiveServer) -> Iterator[LiveClient]:
    """A tab at the shared ComfyUI."""
    with LiveClient(server.url) as client:
        yield client


@pytest.fixture(scope="session")
def standalone(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The standalone host on the folder of the running ComfyUI; its address."""
    port = free_port()
    arguments = ["serve", "--data", str(server.base.path), "--port", str(port), "--no-browser"]
    log = tmp_path_factory.mktemp("standalone") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", SERVE, *arguments], stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while not answers(f"{address}/penstock/about"):
        assert time.monotonic() < end, log.read_text()
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; skips where Playwright or Chromium is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        pytest.skip("Chromium is not installed (or name it in CHROMIUM)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["classic", "vue"])
def page(request: pytest.FixtureRequest, server: LiveServer, frontend: Path | None, chromium: Any) -> Iterator[Any]:
    """ComfyUI's page with its graph ready, in both renderers; an error of a script fails the test."""
    if frontend is not None and not (frontend / "assets").is_dir():
        pytest.skip("this ComfyUI's interpreter has no comfyui-frontend-package")
    server.base.settings({"Comfy.VueNodes.Enabled": request.param == "vue", "Comfy.Minimap.Visible": False})
    made = chromium.new_page(viewport={"width": 1600, "height": 1000})
    problems: list[str] = []
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on("console", lambda said: problems.append(said.text) if "enstock" in said.text else None)
    made.goto(server.url)
    wait_for_frontend(made, "GridImagePool")
    yield made
    made.close()
    assert [problem for problem in problems if "Failed to fetch" not in problem] == []
