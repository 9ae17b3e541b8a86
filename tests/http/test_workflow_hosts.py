"""Two hosts on one database, SQLite and PostgreSQL: each shows the other's changes; a killed one leaves whole rows."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from .test_parked_restart import Child
from .test_two_hosts import next_event
from .workflow_server import GRAPH, WorkflowServer

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MOMENTS = (0.05, 0.15, 0.4, 0.8) if NIGHTLY else (0.25,)
"""Seconds of imports before the kill."""


@pytest.fixture(params=["sqlite", "postgresql"])
def child(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """A server in a process of its own, on a database that other processes use too."""
    settings = {}
    if request.param == "postgresql":
        settings["PENSTOCK_DATABASE_URL"] = request.getfixturevalue("postgresql")()
        monkeypatch.setenv("PENSTOCK_DATABASE_URL", settings["PENSTOCK_DATABASE_URL"])
    made = Child(tmp_path / "shared", settings=settings)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def here(child: Child, serve_standalone: Callable[..., Any]) -> WorkflowServer:
    """A host in this process."""
    return WorkflowServer(serve_standalone(data=child.data))


@pytest.fixture
def there(child: Child, connect: Callable[[int], Any]) -> WorkflowServer:
    """The host in the other process."""
    return WorkflowServer(connect(child.port))


def test_each_host_shows_what_the_other_changed(here: WorkflowServer, there: WorkflowServer) -> None:
    """Imports, names, versions, presets and deletes, at once; a stale change is refused whoever made the newer one."""
    path = here.kept(GRAPH, name="shared")
    assert there.server.get(path).json["name"] == "shared"
    assert there.server.post_json(path, {"revision": 1, "name": "renamed"}, "PATCH").status == 200
    assert here.server.post_json(path, {"revision": 1, "name": "mine"}, "PATCH").status == 409
    there.preset(path, "theirs")
    assert [one["name"] for one in here.server.get(path).json["presets"]] == ["theirs"]
    assert there.post({**GRAPH, "4": GRAPH["2"]}, into="renamed").json["version"] == 2
    assert here.server.get(f"{path}/form").json["version"] == 2
    assert there.server.request("DELETE", path).status == 200
    assert here.server.get(path).status == 404
    assert here.server.request("POST", f"{path}/restore").json["versions"] == 2


def test_each_host_tells_its_tabs_within_a_second(here: WorkflowServer, there: WorkflowServer) -> None:
    """And not of its own changes as if another had made them."""
    path = here.kept(GRAPH)
    assert there.server.get(path).status == 200
    revision = 1
    for changing, watching in ((here, there), (there, here)):
        connection = HTTPConnection("127.0.0.1", watching.server.port, timeout=20)
        connection.request("GET", "/penstock/events", headers={"Accept": "text/event-stream"})
        feed = connection.getresponse()
        before = time.monotonic()
        body = {"revision": revision, "description": f"by {changing.server.port}"}
        assert changing.server.post_json(path, body, "PATCH").status == 200
        next_event(feed, "workflows_changed_elsewhere")
        assert time.monotonic() - before < 1.5
        revision += 1
        feed.close()
        connection.close()


def test_imports_on_both_hosts_at_once_are_all_there(here: WorkflowServer, there: WorkflowServer) -> None:
    """Under names of their own, though all asked for the same one."""
    answers: list[Any] = []

    def send(host: WorkflowServer, first: int) -> None:
        for number in range(first, first + 5):
            graph = {**GRAPH, "9": {"class_type": "EmptyImage", "inputs": {"width": number}}}
            answers.append(host.post(graph, name="same"))

    threads = [threading.Thread(target=send, args=(host, 10 * at)) for at, host in enumerate((here, there, here))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status for answer in answers] == [200] * 15
    found = there.server.get("/penstock/workflows").json["workflows"]
    names = [one["name"] for one in found]
    assert len(set(names)) == len(names)
    versions = sum(one["versions"] for one in found)
    assert versions == sum(1 for answer in answers if answer.json["added"])
    assert here.server.get("/penstock/workflows").json["workflows"] == found


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_was_answered_survives_kill_9(child: Child, connect: Callable[[int], Any], moment: float) -> None:
    """Imports go on while the process dies: all that were answered are there, whole; none is there by half."""
    server = connect(child.port)
    answered: list[tuple[str, bytes]] = []

    def imports() -> None:
        for number in range(500):
            data = json.dumps({**GRAPH, "9": {"class_type": "A", "inputs": {"text": "x" * 20_000, "n": number}}})
            try:
                answer = WorkflowServer(server).post(data.encode(), name=f"n{number}")
            except (OSError, HTTPException):
                return
            assert answer.status == 200, answer
            answered.append((answer.json["workflow"]["id"], data.encode()))

    thread = threading.Thread(target=imports, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not answered:
        assert time.monotonic() < end
        time.sleep(0.01)
    thread.join(moment)
    child.kill()
    thread.join(30)
    child.start()
    after = connect(child.port)
    found = after.get("/penstock/workflows").json["workflows"]
    assert {workflow for workflow, _ in answered} <= {one["id"] for one in found}
    assert len(found) <= len(answered) + 1
    for workflow, data in answered:
        assert after.get(f"/penstock/workflows/{workflow}/versions/1/document").body == data
    for one in found:
        assert after.get(f"/penstock/workflows/{one['id']}/form").status == 200
    assert WorkflowServer(after).post(GRAPH, name="after").status == 200
