"""Profiles of two hosts on one data folder, and of a host that is killed while it imports."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from penstock.adapters.standalone.command import main

from .profile_server import ProfileServer, noisy_zip
from .test_parked_restart import Child

Serve = Callable[..., Any]
TOLD_WITHIN = 1.0
"""Seconds in which a host shows what the other one did."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder that both work on."""
    return tmp_path / "shared"


@pytest.fixture
def child(data: Path) -> Iterator[Child]:
    """A server in a process of its own."""
    made = Child(data)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def client_of(connect: Callable[[int], Any]) -> Callable[[Child], ProfileServer]:
    """`client_of(child)`: what asks it for profiles."""
    return lambda child: ProfileServer(connect(child.port))


@pytest.fixture
def hosts(
    serve_standalone: Serve, data: Path, child: Child, client_of: Callable[[Child], ProfileServer]
) -> tuple[ProfileServer, ProfileServer]:
    """A server in this process and one in another, on one folder."""
    return ProfileServer(serve_standalone(data=data)), client_of(child)


class Feed:
    """The events of a host, read as they come."""

    def __init__(self, server: Any) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        self._connection.request("GET", "/penstock/events", headers={"Accept": "text/event-stream"})
        self._feed: HTTPResponse = self._connection.getresponse()

    def until(self, name: str) -> list[str]:
        """The names of the events up to the next one of this name."""
        seen: list[str] = []
        while not (seen and seen[-1] == name):
            line = self._feed.readline().decode()
            assert line, "the feed ended"
            if line.startswith("event: "):
                seen.append(line.removeprefix("event: ").strip().removeprefix("penstock."))
        return seen

    def close(self) -> None:
        """Leave."""
        self._feed.close()
        self._connection.close()


def test_each_host_shows_the_others_profiles_within_a_second(hosts: tuple[ProfileServer, ProfileServer]) -> None:
    """Made, renamed, deleted, restored, imported: the list has it at once, and tabs are told to read it again."""
    for acting, watching in (hosts, hosts[::-1]):
        feed = Feed(watching.server)
        try:
            _live(acting, watching, feed, f"Cats {acting.server.port}", f"Lions {acting.server.port}")
        finally:
            feed.close()
    assert hosts[0].listed() == hosts[1].listed()


def _live(acting: ProfileServer, watching: ProfileServer, feed: Feed, first: str, second: str) -> None:
    """The life of a profile on one host, as another sees it."""
    path = f"/penstock/profiles/{_told(feed, watching, partial(acting.made, first))}"
    assert first in watching.names()
    _told(feed, watching, partial(acting.server.post_json, path, {"name": second}, "PATCH"))
    assert second in watching.names()
    trash = _told(feed, watching, partial(acting.server.request, "DELETE", path)).json["trash"]
    assert second not in watching.names()
    _told(feed, watching, partial(acting.server.request, "POST", f"/penstock/profile_trash/{trash}/restore"))
    assert second in watching.names()


def _told(feed: Feed, watching: ProfileServer, act: Callable[[], Any]) -> Any:
    """What `act` answers; the watching host must tell its tabs in time, and as somebody else's doing."""
    answer = act()
    done = time.monotonic()
    seen = feed.until("profiles_changed_elsewhere")
    assert time.monotonic() - done < TOLD_WITHIN, seen
    assert not [name for name in seen[:-1] if name.startswith("profile")], seen
    return answer


def test_one_name_is_given_once_by_two_hosts(hosts: tuple[ProfileServer, ProfileServer]) -> None:
    """Each name is created at both at once: one gets it, the other a 409, and both list the same."""

    def create(number: int) -> int:
        answer = hosts[number % 2].server.post_json("/penstock/profiles", {"name": f"Cats {number // 2}"})
        return int(answer.status)

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(create, range(24)))

    assert [sorted(statuses[pair : pair + 2]) for pair in range(0, 24, 2)] == [[201, 409]] * 12
    assert hosts[0].listed() == hosts[1].listed()
    assert sorted(hosts[0].names()) == sorted(f"Cats {number}" for number in range(12))


def test_what_one_host_exports_the_other_imports(hosts: tuple[ProfileServer, ProfileServer]) -> None:
    """And the first one shows the new profile with its images at once."""
    here, there = hosts
    data = here.zip_of(here.made("Cats", *"abc"))
    imported = there.result(there.upload(data))["profile"]
    assert here.names() == ["Cats", "Cats (2)"]
    assert here.labels(imported["id"]) == "abc"


def test_the_command_line_works_beside_a_server(
    child: Child, client_of: Callable[[Child], ProfileServer], data: Path
) -> None:
    """What it changes is told to the server's tabs within a second; what it reads is what the server did."""
    client = client_of(child)
    client.made("Cats", "a")
    feed = Feed(client.server)
    try:
        run = partial(CliRunner().invoke, main)
        renamed = _told(feed, client, lambda: run(["profiles", "rename", "Cats", "Lions", "--data", str(data)]))
    finally:
        feed.close()
    assert (renamed.exit_code, renamed.stdout) == (0, "Lions\n"), renamed.output
    assert client.names() == ["Lions"]
    listed = run(["profiles", "list", "--json", "--data", str(data)])
    assert [(one["name"], one["count"]) for one in json.loads(listed.stdout)] == [("Lions", 1)]


def shown(data: Path) -> list[str]:
    """What lies among the pools for everybody to see."""
    return sorted(path.name for path in (data / "input" / "grid_pool").iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize(
    "moment", [0.3, *(pytest.param(moment, marks=pytest.mark.nightly) for moment in (0.0, 0.6, 0.9))]
)
def test_after_kill_9_in_the_middle_of_an_import_there_is_nothing_of_it(
    child: Child, client_of: Callable[[Child], ProfileServer], data: Path, moment: float
) -> None:
    """The next start shows what there was before, and the same zip file comes in whole under its own name."""
    client = client_of(child)
    cats, archive = client.made("Cats", "a"), noisy_zip(120)
    before = shown(data)
    job = client.upload(archive).json
    child.until(lambda: _beyond(child, job["id"], moment))
    child.kill()
    assert [name for name in shown(data) if name not in before] == []

    child.start()

    again = client_of(child)
    assert ([one["id"] for one in again.listed()], again.labels(cats), shown(data)) == ([cats], "a", before)
    assert again.server.get("/penstock/profiles").json["problems"] == []
    imported = again.result(again.upload(archive))
    assert (imported["profile"]["name"], imported["count"]) == ("Noise", 120)


def _beyond(child: Child, job_id: str, moment: float) -> bool:
    """Whether the job runs and has done more than this share of its work."""
    job = child.json("GET", f"/penstock/jobs/{job_id}")
    assert job["status"] in ("queued", "running"), job
    return job["status"] == "running" and job["total"] > 0 and job["done"] >= moment * job["total"]
