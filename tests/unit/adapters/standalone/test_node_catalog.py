"""Standalone, forms know the engine's nodes, and those of servers that were named: now, or as they were last known."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from penstock.adapters.remote_classes import RemoteClasses
from penstock.adapters.standalone.node_catalog import StandaloneCatalog
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.files import Files

ENGINE = {"LoadImage": {"input": {"required": {"image": [["mine.png"]]}}}}
REMOTE = {"LoadImage": {"input": {}}, "KSampler": {"input": {"required": {"seed": ["INT", {"max": 2**64 - 1}]}}}}


@define
class FakeComfy:
    """A server that answers `GET /object_info`."""

    answer: bytes = field(factory=lambda: json.dumps(REMOTE).encode())
    status: int = 200
    paths: list[str] = field(factory=list)
    url: str = ""


@pytest.fixture
def comfy() -> Iterator[FakeComfy]:
    """One that runs."""
    fake = FakeComfy()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.paths.append(self.path)
            self.send_response(fake.status)
            self.end_headers()
            self.wfile.write(fake.answer)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield fake
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def catalog(tmp_path: Path) -> Callable[..., StandaloneCatalog]:
    """The catalog of a process with the engine and these servers."""

    def made(*urls: str, clock: FakeClock | None = None) -> StandaloneCatalog:
        told = clock or FakeClock()
        servers = [RemoteClasses(url, tmp_path / "node_classes", Files(), told) for url in urls]
        return StandaloneCatalog(lambda: ENGINE, lambda: servers, told)

    return made


def test_without_servers_the_engine_is_all(catalog: Callable[..., StandaloneCatalog]) -> None:
    """Its classes are those that run here."""
    found = catalog().classes()
    assert found.schemas == ENGINE
    assert found.here == {"LoadImage"}
    assert not found.stale


def test_a_server_adds_what_it_knows(catalog: Callable[..., StandaloneCatalog], comfy: FakeComfy) -> None:
    """The engine's own classes win; those of the server are known and do not run here; seeds stay exact."""
    found = catalog(comfy.url).classes()
    assert found.schemas["LoadImage"] == ENGINE["LoadImage"]
    assert found.schemas["KSampler"]["input"]["required"]["seed"][1]["max"] == 2**64 - 1
    assert found.here == {"LoadImage"}
    assert comfy.paths == ["/object_info"]


def test_a_server_that_went_away_is_as_last_known(
    catalog: Callable[..., StandaloneCatalog], comfy: FakeComfy, tmp_path: Path
) -> None:
    """Another process knows its classes from the disk, and says that they are stale."""
    first = catalog(comfy.url).classes()
    assert within(5, lambda: list((tmp_path / "node_classes").glob("*.json.gz")))
    comfy.status = 500
    later = catalog(comfy.url)
    assert later.classes().schemas == first.schemas
    assert within(5, lambda: later.classes(fresh=True).stale)
    assert later.classes().revision == first.revision


def test_a_server_that_never_answered_gives_nothing(catalog: Callable[..., StandaloneCatalog]) -> None:
    """The engine's classes are there all the same, and nothing is said to be stale."""
    found = catalog("http://127.0.0.1:9").classes()
    assert found.schemas == ENGINE
    assert not found.stale


def test_a_changed_answer_changes_the_revision(catalog: Callable[..., StandaloneCatalog], comfy: FakeComfy) -> None:
    """And the same answer leaves it as it is."""
    found = catalog(comfy.url)
    first = found.classes().revision
    assert found.classes(fresh=True).revision == first
    comfy.answer = b'{"New": {}}'
    assert found.classes(fresh=True).revision != first
    assert "New" in found.classes().schemas


@pytest.mark.parametrize("kept", [b"", b"no gzip", b"\x1f\x8b\x08\x00broken"])
def test_damaged_last_known_classes_are_none(
    catalog: Callable[..., StandaloneCatalog], tmp_path: Path, kept: bytes
) -> None:
    """They are asked for again."""
    (tmp_path / "node_classes").mkdir()
    server = RemoteClasses("http://127.0.0.1:9", tmp_path / "node_classes", Files(), FakeClock())
    server._file.write_bytes(kept)
    assert catalog("http://127.0.0.1:9").classes().schemas == ENGINE


def within(seconds: float, condition: Callable[[], Any]) -> Any:
    """What `condition` says once it says yes."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found
