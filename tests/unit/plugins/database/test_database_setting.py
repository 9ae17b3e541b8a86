"""A whole Penstock on a server: by the environment, for two hosts at once."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.testing.workflow_house import graph
from penstock.core.application import Application, build
from penstock.core.contracts.database import Database
from penstock.core.contracts.workflows import Workflows
from penstock.core.host import Host, HostPaths


@pytest.fixture
def start(
    penstock_host: Host, tmp_path: Path, postgresql: Callable[[], str]
) -> Iterator[Callable[[str], tuple[Application, list[str]]]]:
    """`start(name)`: a host with folders of its own on one database for all; and what it tells its tabs."""
    url, started = postgresql(), []

    def make(name: str) -> tuple[Application, list[str]]:
        paths = HostPaths(**{kind: tmp_path / name / kind for kind in ("input", "output", "temp", "user")})
        for path in (paths.input, paths.output, paths.temp, paths.user):
            path.mkdir(parents=True)
        sent: list[str] = []
        environment = {"PENSTOCK_DATABASE_URL": url}
        host = evolve(penstock_host, paths=paths, environment=environment, send=lambda kind, _: sent.append(kind))
        started.append(build(host, plugin_sources(discover=False)))
        started[-1].start()
        return started[-1], sent

    yield make
    for application in started:
        application.stop()


def test_two_hosts_share_a_server(start: Callable[[str], tuple[Application, list[str]]]) -> None:
    """What one keeps the other has and hears of within a second; no file of SQLite is made; no password is shown."""
    (one, told_one), (two, told_two) = start("one"), start("two")
    assert two.services.get(Workflows).list() == ()
    found = one.services.get(Workflows).import_file(json.dumps(graph()).encode(), file_name="Tale.json")
    started = time.monotonic()
    while "penstock.workflows_changed_elsewhere" not in told_two and time.monotonic() - started < 10:
        time.sleep(0.02)
    assert told_two == ["penstock.workflows_changed_elsewhere"]
    assert [entry.id for entry in two.services.get(Workflows).list()] == [found.workflow.id]
    one.dispatcher.settle()
    assert told_one == ["penstock.workflow_imported"]
    assert not list(one.host.paths.user.rglob("*.db"))
    assert one.services.get(Database).address.startswith("postgresql+psycopg://")
