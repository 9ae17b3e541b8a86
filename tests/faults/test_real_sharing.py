"""G8: several servers and a program with our API work on one pool at once; a server dies in the middle of it."""

import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from penstock.core.clock import SystemClock
from penstock.core.contracts.pools import NewImage
from penstock.core.errors import Busy, Conflict
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore

from .real_actors_pools import picture
from .real_actors_rows import WorkflowActor
from .real_apps import App, Client, Gone, Reply, Zygote
from .real_histories import Event, check_order

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
THREADS = 8 if NIGHTLY else 4
SERVERS = 4 if NIGHTLY else 2
ROUNDS = 250 if NIGHTLY else 50
"""What each thread does."""

SLOTS = 3
POOL = "/penstock/pools/shared"
HOLDER = Path(__file__).with_name("real_holder.py")
PATIENCE = 60.0


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Forks servers."""
    with Zygote() as made:
        yield made


@pytest.fixture
def servers(zygote: Zygote, tmp_path: Path) -> Iterator[list[App]]:
    """Servers on one data folder, with a pool of a few pictures."""
    apps = [zygote.app(tmp_path / "data", log=tmp_path / f"{number}.log") for number in range(SERVERS + 1)]
    client = apps[0].client()
    assert client.send("POST", "/penstock/pools", {"id": "shared"}).ok
    for number in range(SLOTS):
        assert client.form(f"{POOL}/slots", ("images", "a.png", picture(number)), ("labels", None, b"first")).ok
    client.close()
    yield apps
    for app in apps:
        app.kill()


@define
class Seen:
    """What all clients did. Appending is atomic."""

    events: list[Event] = field(factory=list)
    added: list[str] = field(factory=list)
    refused: list[str] = field(factory=list)
    stale: int = 0
    busy: int = 0
    """Refused with 423 after 5 s of waiting: what a machine with too much to do may answer, and changes nothing."""
    longest: float = 0.0

    def took(self, begun: float) -> float:
        """Now; the longest wait is kept."""
        now = time.monotonic()
        self.longest = max(self.longest, now - begun)
        return now


@define
class OverHttp:
    """A client of a server."""

    client: Client
    seen: Seen

    def read(self) -> dict[str, int]:
        """The revision of each slot's label."""
        begun = time.monotonic()
        reply = self.client.get(f"{POOL}/slots?limit={SLOTS}")
        if not reply.ok:
            self.refused(reply)
            return {}
        slots = reply.json["slots"]
        ended = self.seen.took(begun)
        for one in slots:
            self.seen.events.append(Event(one["id"], False, one["label_revision"], one["label"], begun, ended))
        return {one["id"]: one["label_revision"] for one in slots}

    def write(self, slot: str, label: str, saw: int | None) -> None:
        """Set a label; refused where another revision was seen than there is."""
        begun = time.monotonic()
        reply = self.client.send("PATCH", f"{POOL}/slots/{slot}", {"label": label, "revision": saw})
        ended = self.seen.took(begun)
        if reply.ok:
            revision = reply.json["slot"]["label_revision"]
            self.seen.events.append(Event(slot, True, revision, label, begun, ended, saw))
        elif reply.status == 409:
            current = reply.json["error"]["current"]
            self.seen.stale += 1
            self.seen.events.append(Event(slot, False, current["label_revision"], current["label"], begun, ended))
        else:
            self.refused(reply)

    def refused(self, reply: Reply) -> None:
        """Neither done nor stale."""
        if (reply.status, reply.code) == (423, "busy"):
            self.seen.busy += 1
        else:
            self.seen.refused.append(str(reply))

    def add(self, number: int, label: str) -> None:
        """One more picture."""
        parts = (("images", "a.png", picture(number)), ("labels", None, label.encode()))
        begun = time.monotonic()
        reply = self.client.form(f"{POOL}/slots", *parts)
        self.seen.took(begun)
        if reply.ok:
            self.seen.added.append(f"{reply.json['results'][0]['slot']['id']} {label}")
        else:
            self.refused(reply)


@define
class OverApi:
    """The same in a process without a server: the store itself."""

    store: DiskPoolStore
    seen: Seen

    def read(self) -> dict[str, int]:
        """The revision of each slot's label."""
        begun = time.monotonic()
        slots = self.store.page("shared", 0, SLOTS).slots
        ended = self.seen.took(begun)
        for one in slots:
            self.seen.events.append(Event(one.id, False, one.label_revision, one.label, begun, ended))
        return {one.id: one.label_revision for one in slots}

    def write(self, slot: str, label: str, saw: int | None) -> None:
        """Set a label."""
        begun = time.monotonic()
        try:
            change = self.store.label("shared", slot, label, saw)
        except Conflict as error:
            current: Any = error.details["current"]
            ended = self.seen.took(begun)
            self.seen.stale += 1
            self.seen.events.append(Event(slot, False, current["label_revision"], current["label"], begun, ended))
            return
        except Busy:
            self.seen.busy += 1
            return
        ended = self.seen.took(begun)
        self.seen.events.append(Event(slot, True, change.slots[0].label_revision, label, begun, ended, saw))

    def add(self, number: int, label: str) -> None:
        """One more picture."""
        path = self.store.staging() / f"{label.replace(' ', '-')}.png"
        path.write_bytes(picture(number))
        begun = time.monotonic()
        try:
            change = self.store.add("shared", [NewImage(source=path, width=8, height=8, label=label)])
        except Busy:
            self.seen.busy += 1
            return
        self.seen.took(begun)
        self.seen.added.append(f"{change.slots[0].id} {label}")


def work(one: OverHttp | OverApi, number: int, rounds: int) -> int:
    """Read, write on top of what was seen, write whatever is there, add; how many times, until the server is gone."""
    chance = random.Random(number)
    made = 0
    try:
        for made in range(rounds):
            if not (found := one.read()):
                continue
            slot, seen = chance.choice(sorted(found.items()))
            label = f"{number} {made}"
            if chance.random() < 0.15:
                one.add(made, label)
            else:
                one.write(slot, label, seen if chance.random() < 0.7 else None)
    except Gone:
        return made
    return rounds


@pytest.fixture
def store(servers: list[App], tmp_path: Path) -> Iterator[DiskPoolStore]:
    """The pool in this process."""
    data = tmp_path / "data"
    trash = data / "user" / "__penstock" / "trash"
    made = DiskPoolStore(data / "input" / "grid_pool", trash, Files(), SystemClock(), RandomIds())
    yield made
    made.close()


def listed(client: Client) -> list[Any]:
    """All slots, page after page."""
    found: list[Any] = []
    while page := client.get(f"{POOL}/slots?start={len(found)}&limit=1000").json["slots"]:
        found += page
    return found


def check_pool(app: App, seen: Seen) -> int:
    """All writes and adds are there, once each, and had one order."""
    client = app.client()
    one = OverHttp(client, seen)
    one.read()
    slots = listed(client)
    client.close()
    there = [f"{slot['id']} {slot['label']}" for slot in slots[SLOTS:]]
    assert len(there) == len(set(there))
    assert set(seen.added) <= set(there)
    return check_order(seen.events)


@pytest.mark.timeout(1200)
def test_readers_and_writers_of_several_processes_see_one_order(
    servers: list[App], store: DiskPoolStore, figure: Callable
) -> None:
    """Every label had one order that fits what everybody saw; no write, picture or id is lost or there twice."""
    seen = Seen()
    OverApi(store, seen).read()
    workers: list[OverHttp | OverApi] = [OverApi(store, seen) for _ in range(THREADS)]
    workers += [OverHttp(app.client(), seen) for app in servers for _ in range(THREADS)]
    with ThreadPoolExecutor(len(workers)) as threads:
        done = list(threads.map(lambda one, number: work(one, number, ROUNDS), workers, itertools.count()))
    assert seen.refused == []
    assert done == [ROUNDS] * len(workers)
    events = check_pool(servers[0], seen)
    assert set(seen.added) == {f"{slot.id} {slot.label}" for slot in store.page("shared", SLOTS, 100_000).slots}
    assert seen.busy < events / 10, "most waited for nothing"
    assert seen.stale > len(workers), "nobody ever wrote on top of what somebody else had changed"
    figure(
        "G8",
        f"reads and writes of labels in one order: {THREADS} threads in each of {SERVERS + 1} servers and with the API",
        events,
        "events",
        measured={"longest wait, s": seen.longest, "refused with 423": seen.busy},
    )
    figure("G8", "writes on top of a stale revision, each refused with the current one", seen.stale, "requests")


@pytest.mark.timeout(600)
def test_a_server_that_is_killed_keeps_nobody_waiting(servers: list[App], figure: Callable) -> None:
    """Killed in the middle of its writes, it frees the others at once, and what it acknowledged is there."""
    victim, *others = servers
    seen, theirs = Seen(), Seen()
    with ThreadPoolExecutor(THREADS * len(servers)) as threads:
        dying = [OverHttp(victim.client(), theirs) for _ in range(THREADS)]
        lasting = [OverHttp(app.client(), seen) for app in others for _ in range(THREADS)]
        killed = [threads.submit(work, one, number, 10**9) for number, one in enumerate(dying, 100)]
        live = [threads.submit(work, one, number, ROUNDS) for number, one in enumerate(lasting, 200)]
        deadline = time.monotonic() + PATIENCE
        while len(theirs.events) < 20 * THREADS or not seen.events:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        victim.kill()
        before = len(seen.events)
        assert [one.result() for one in live] == [ROUNDS] * len(lasting)
        assert all(one.result() < 10**9 for one in killed)
    assert seen.refused == theirs.refused == []
    assert len(seen.events) > before, "the others had ended before the server was killed"
    client = others[0].client()
    slots = {slot["id"]: slot for slot in listed(client)}
    client.close()
    for line in (*seen.added, *theirs.added):
        assert line.split()[0] in slots, line
    for slot in list(slots)[:SLOTS]:
        newest = max(event.revision for event in (*seen.events, *theirs.events) if event.slot == slot)
        assert slots[slot]["label_revision"] >= newest
    figure(
        "G8",
        "requests to the other servers while one is killed in the middle of its writes",
        len(seen.events),
        "events",
        measured={"longest wait, s": seen.longest},
    )


def writes(data: Path, app: App) -> dict[str, Callable[[Client, int], Any]]:
    """A write to each store, by its name; what they need is made."""
    client = app.client()
    workflow = WorkflowActor("graph")
    workflow.make(client, workflow.steps(random.Random(1))[0])
    for path, body in (
        ("prompts", {"folder": "hills"}),
        ("scenes", {"name": "beach"}),
        ("stories", {"name": "tale"}),
        ("profiles", {"name": "dogs"}),
        ("libbers", {"name": "hats"}),
    ):
        assert client.send("POST", f"/penstock/{path}", body).ok
    slot = client.get(f"{POOL}/slots").json["slots"][0]["id"]
    client.close()

    def post(path: str, key: str) -> Callable[[Client, int], Any]:
        return lambda client, number: client.send("POST", f"/penstock/{path}", {key: f"new_{number}"})

    setting = "/penstock/settings/pools.max_megapixels"
    scene = "/penstock/scenes/beach/pictures/base"
    return {
        "label": lambda client, number: client.send("PATCH", f"{POOL}/slots/{slot}", {"label": str(number)}),
        "workflow": lambda client, _: workflow.make(client, workflow.steps(random.Random(2))[0]),
        "libber": post("libbers", "name"),
        "profile": post("profiles", "name"),
        "setting": lambda client, number: client.send("PUT", setting, {"value": 10 + number}),
        "picture": lambda client, number: client.form(scene, ("file", "a.png", picture(number))),
    }


def test_who_holds_every_lock_is_waited_for_and_freed_by_its_death(
    servers: list[App], tmp_path: Path, figure: Callable
) -> None:
    """While a program that hangs holds all locks each write is refused with 423; when it dies all go on."""
    app = servers[1]
    asked = writes(tmp_path / "data", servers[0])
    for number, (_, write) in enumerate(asked.items()):
        client = app.client()
        assert write(client, number).ok
        client.close()
    words = [sys.executable, str(HOLDER), str(tmp_path / "data")]
    with (
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as holder,
        ThreadPoolExecutor(len(asked)) as threads,
    ):
        assert holder.stdout is not None
        try:
            _, files, databases = holder.stdout.readline().split()
            assert int(files) >= 5
            assert int(databases) >= 2
            waits: dict[str, float] = {}
            waiting = threading.Semaphore(0)

            def ask(name: str, number: int) -> Any:
                client = app.client()
                waiting.release()
                begun = time.monotonic()
                reply = asked[name](client, number)
                waits[name] = time.monotonic() - begun
                client.close()
                return reply

            refused = dict(zip(asked, threads.map(ask, asked, [70] * len(asked)), strict=True))
            assert {name: (reply.status, reply.code) for name, reply in refused.items()} == dict.fromkeys(
                asked, (423, "busy")
            )
            longest = max(waits.values())
            for _ in asked:
                waiting.acquire()
            again = threads.map(ask, asked, [80] * len(asked))
            for _ in asked:
                assert waiting.acquire(timeout=PATIENCE)
        finally:
            holder.kill()
        freed = {name: reply.status for name, reply in zip(asked, again, strict=True)}
        assert all(200 <= status < 300 for status in freed.values()), freed
    figure(
        "G8",
        "writes to stores whose locks a hanging program holds: 423, and done once it is killed",
        len(refused) + len(freed),
        "requests",
        measured={"longest wait until 423, s": longest, "longest wait for its death, s": max(waits.values())},
    )
