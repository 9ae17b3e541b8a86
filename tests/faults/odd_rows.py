"""Rows of runs, workflows and batches, of which one holds what its column cannot hold."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, cast

from attrs import define, frozen

from penstock.adapters.testing.route_client import RouteClient
from penstock.adapters.testing.run_house import ended
from penstock.core.application import Application
from penstock.core.contracts.runs import NodeProgress, NodeState, RunError, Runs, RunStatus
from penstock.core.contracts.workflows import Workflows
from penstock.plugins.runs.service import RunService
from penstock.plugins.runs.store import RunStore
from penstock.plugins.runs.store_ports import NewRun

from .full_folder import ask, png

DOCUMENT: Final = {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8}}}
PLUGINS: Final = ("runs", "workflows", "batches")
HUGE: Final = (1 << 62) + 1
TEXTS: Final = ("", "q", "po\0ne", "[1e999, NaN]", '{"a": "\\ud800"}', "{", "null")
NUMBERS: Final = ("q", "", -7, HUGE, -HUGE)
BYTES: Final = (b"", b"\xff\x00", "q")


@frozen
class Odd:
    """A value that the rows of a table cannot have in a column."""

    table: str
    column: str
    value: Any


@define
class Rows:
    """The database below `folder` as another program sees it."""

    folder: Path

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection without any checks."""
        [path] = self.folder.glob("user/**/penstock.db")
        with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = on")
            yield connection

    def tables(self) -> list[str]:
        """Those of the three plugins."""
        with self.connected() as connection:
            found = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [name for name in found if name.startswith(PLUGINS) and not name.endswith("alembic_version")]

    def odd(self, table: str) -> list[Odd]:
        """All odd values for a table that has rows."""
        with self.connected() as connection:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table
            found = connection.execute(f"PRAGMA table_info({table})").fetchall()
        return [
            Odd(table, name, value)
            for _, name, kind, needed, *_ in found
            for value in _values(kind, optional=not needed)
        ]

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows, to be put back."""
        with self.connected() as connection:
            return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in self.tables()}

    def put_back(self, kept: dict[str, list[tuple[Any, ...]]]) -> None:
        """As they were."""
        with self.connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for name, rows in kept.items():
                connection.execute(f"DELETE FROM {name}")
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
            connection.execute("COMMIT")

    def spoil(self, odd: Odd) -> None:
        """Give the first row of the table its value."""
        first = f"SELECT min(rowid) FROM {odd.table}"
        with self.connected() as connection:
            change = f'UPDATE {odd.table} SET "{odd.column}" = ? WHERE rowid = ({first})'
            connection.execute(change, (odd.value,))


def _values(kind: str, *, optional: bool) -> tuple[Any, ...]:
    none: tuple[Any, ...] = (None,) if optional else ()
    if "INT" in kind:
        return (*NUMBERS, *none)
    return (*(BYTES if "BLOB" in kind else TEXTS), *none)


@frozen
class Made:
    """The ids of what there is; the first of each is that whose row is spoilt."""

    runs: Sequence[str]
    workflows: Sequence[str]
    batches: Sequence[str]
    preset: str

    def looks(self, application: Application) -> list[str]:
        """All GET routes of the plugins, about the first of each kind, and other ways to ask for lists."""
        run, workflow, batch = (f"/penstock/{kind}" for kind in PLUGINS)
        lists = [
            f"{run}?{query}" for query in ("oldest_first=true", "status=lost", "search=e", "outputs=true", "batch=-")
        ]
        lists += [f"{run}?batch={self.batches[0]}", f"{run}?workflow={self.workflows[0]}&status=lost,completed"]
        lists += [f"{run}/{self.runs[1]}", f"{workflow}?search=w", f"{workflow}?tag=t", f"{batch}?search=b"]
        known = {"run": self.runs[0], "workflow": self.workflows[0], "batch": self.batches[0], "number": "1"}
        for spec in application.routes:
            if spec.method == "GET" and spec.name.partition(".")[0] in PLUGINS:
                lists.append(re.sub(r"\{([a-z]+)[^}]*\}", lambda found: known.get(found[1], "1"), spec.path))
        return lists


def fill(application: Application, folder: Path) -> Made:
    """Let every table hold rows, most of them several."""
    client, rows = RouteClient(application), Rows(folder)
    workflows = [_workflow(client, application, folder, number) for number in range(3)]
    presets = [_preset(client, workflows[0], name) for name in ("wide", "high")]
    store = cast("RunStore", cast("RunService", application.services.get(Runs)).store())
    runs = [_run(store, workflows[0], number) for number in range(3)]
    plan = {"document": DOCUMENT, "groups": [{"axes": [{"keys": ["1.width"], "values": [8, 16]}]}]}
    batches = [ask(client, "POST", "/penstock/batches", {"plan": {**plan, "title": "b"}})["id"] for _ in range(2)]
    while (claim := store.claim("one", None, 99)) is not None:
        _driven(store, claim, RunStatus.COMPLETED)
    hook = "('m1', ?, 'batch.finished', 'https://localhost/', '{}', 1, 1, NULL, NULL, 'no')"
    with rows.connected() as connection:
        connection.execute("UPDATE workflows_workflow SET last_parameters = '{}', last_used = 1")
        connection.execute(f"INSERT INTO batches_webhook VALUES {hook}", (batches[0],))
    return Made(runs, workflows, batches, presets[0])


def _workflow(client: RouteClient, application: Application, folder: Path, number: int) -> str:
    graph = json.dumps({**DOCUMENT, "2": {"class_type": "EmptyImage", "inputs": {"width": number + 9, "height": 8}}})
    made = ask(client, "POST", "/penstock/workflows", {}, {"file": [(f"w{number}.json", graph.encode())]})
    picture = folder / "small.png"
    picture.write_bytes(png(number))
    application.services.get(Workflows).set_thumbnail(made["workflow"]["id"], picture)  # type: ignore[attr-defined]
    return str(made["workflow"]["id"])


def _preset(client: RouteClient, workflow: str, name: str) -> str:
    return str(ask(client, "POST", f"/penstock/workflows/{workflow}/presets", {"name": name, "values": {}})["id"])


def _run(store: RunStore, workflow: str, number: int) -> str:
    document = store.keep_document(json.dumps(DOCUMENT).encode())
    new = NewRun(title=f"e{number}", document=document, workflow=workflow, version=1, needs=frozenset({"EmptyImage"}))
    store.add(new)
    claim = store.claim("one", None, 99)
    assert claim is not None
    _driven(store, claim, RunStatus.FAILED if number == 0 else RunStatus.COMPLETED)
    return claim.run.id


def _driven(store: RunStore, claim: Any, status: RunStatus) -> None:
    node = NodeProgress(node="1", title="t", class_type="EmptyImage", state=NodeState.DONE, started=1, ended=2)
    error = RunError(code="node", message="no") if status is RunStatus.FAILED else None
    store.prepare(claim.lease, DOCUMENT, {"1.width": 8})
    store.sent(claim.lease)
    store.started(claim.lease, 1)
    store.end(claim.lease, ended(status, outputs=2, error=error, timeline=(node,)))
