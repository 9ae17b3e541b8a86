"""The plugin, the test and the client of docs/runs.md are what they say, against a fake server on a real socket."""

import hashlib
import http.server
import json
import logging
import re
import runpy
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, picture_graph, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.runs import RunStatus

DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "keep_pictures.py"
CLIENT = DOCS / "examples" / "follow_runs.py"
PAGE = (DOCS / "runs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def server() -> Iterator[FakeComfyUI]:
    """A fake server."""
    with FakeComfyUI() as started:
        yield started


@pytest.fixture
def penstock(tmp_path: Path, server: FakeComfyUI) -> Iterator[DrivenRuns]:
    """Started, with the example put into the plugins folder and enabled by a user."""
    private = tmp_path / "user" / "__penstock"
    (private / "plugins").mkdir(parents=True)
    shutil.copy(EXAMPLE, private / "plugins")
    enabled = {EXAMPLE.stem: hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()}
    (private / "settings.json").write_text(json.dumps({"format": 1, "enabled_files": enabled}))
    with DrivenRuns(tmp_path, FakeServers([server.url])) as started:
        yield started


def test_the_page_shows_the_file() -> None:
    """The plugin on the page is the file in docs/examples, letter by letter."""
    assert EXAMPLE.read_text(encoding="utf-8") in BLOCKS


def test_pictures_of_runs_are_kept_in_a_pool(penstock: DrivenRuns) -> None:
    """Each with its label, and the run's own file stays."""
    runs = [penstock.add(seed) for seed in (7, 8)]
    ended = penstock.ended(runs)
    assert [run.status for run in ended] == [RunStatus.COMPLETED] * 2
    store = penstock.services.get(Pools).store
    until(lambda: store.exists("kept_pictures") and store.pool("kept_pictures").count == 2)
    until(lambda: {slot.label for slot in store.page("kept_pictures").slots} == {"7", "8"})
    assert all(penstock.runs.output(run.id, 0).is_file() for run in ended)


def test_a_failure_is_in_the_log(penstock: DrivenRuns, caplog: pytest.LogCaptureFixture) -> None:
    """With the node and the message."""
    graph = picture_graph()
    graph["1"]["inputs"]["fails"] = True
    with caplog.at_level(logging.WARNING, "penstock.plugins.keep_pictures"):
        (failed,) = penstock.ended([penstock.add(7, graph=graph)])
        assert failed.status is RunStatus.FAILED
        until(lambda: any("7 failed in" in text for text in caplog.messages))


def test_the_test_on_the_page_passes(tmp_path: Path) -> None:
    """What the page says about the fake server works as it stands there."""
    (block,) = (one for one in BLOCKS if "def test_" in one)
    names: dict[str, Any] = {}
    exec(compile(block, "runs.md", "exec"), names)
    names["test_a_server_that_dies_costs_no_picture"](tmp_path)


def test_the_page_shows_the_client() -> None:
    """The script on the page is the file in docs/examples, letter by letter."""
    assert CLIENT.read_text(encoding="utf-8") in BLOCKS


def test_the_client_goes_on_where_it_was() -> None:
    """It says what it saw last, and tells each change once; a line that breaks off in the middle is no change."""
    script = runpy.run_path(str(CLIENT))
    with Log() as log:
        found = script["follow"](f"127.0.0.1:{log.server_port}", pause=0.01)
        told = [next(found) for _ in range(4)]
    assert told == [("run_queued", {"seq": number}) for number in (8, 9, 10, 11)]
    assert log.asked[:3] == [None, "8", "10"]


class Log(http.server.ThreadingHTTPServer):
    """Entries 8 to 11 for a client that comes when 7 is the last; each answer ends after one or two."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), LogHandler)
        self.asked: list[str | None] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def __exit__(self, *exception: Any) -> None:
        self.shutdown()
        super().__exit__(*exception)


class LogHandler(http.server.BaseHTTPRequestHandler):
    """Answers what the log holds after the entry that was named."""

    server: Log

    def do_GET(self) -> None:
        """The stream, until it breaks off."""
        last = self.headers.get("Last-Event-ID")
        self.server.asked.append(last)
        first = int(last or 7) + 1
        count = 1 if last is None else 2
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b': connected\n\nevent: penstock.runs\ndata: {"seq": 7}\n\n')
        for number in range(first, first + count):
            self.wfile.write(f'id: {number}\nevent: run_queued\ndata: {{"seq": {number}}}\n\n'.encode())
        self.wfile.write(b"id: 999\nevent: run_queued\nda")

    def log_message(self, *_words: Any) -> None:
        """Nothing."""
