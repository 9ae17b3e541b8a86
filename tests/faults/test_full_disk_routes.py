"""G5: a real disk of 8 MiB, filled to the page around what each write over HTTP needs."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import define, field

from .real_actors import Actor, Step
from .real_actors_pools import PoolActor, ProfileActor
from .real_actors_rows import SettingActor, WorkflowActor
from .real_actors_texts import KINDS, DocumentActor, ScenePictureActor
from .real_apps import App, Client, Zygote
from .small_disks import SmallDisk, small_disk

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
SOME_PAGES = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
"""Free pages of 4 KiB when a write begins."""

EVERY_PAGE = frozenset(
    {
        *("add image", "label", "save mask", "create pool", "create profile", "save libbers", "save prompts"),
        *("create scenes", "put picture", "save stories", "describe workflow", "set"),
    }
)
"""The writes that meet each number of free pages from 0 to 199 at night."""

FRESH = 700
"""A disk with fewer free pages than this is begun anew: the trash of earlier writes is on it, too."""

ACTORS: dict[str, Callable[[], Actor]] = {
    "pool": lambda: PoolActor("cats", side=160),
    "profile": lambda: ProfileActor("dogs"),
    "libber": lambda: DocumentActor("hats", kind=KINDS[0]),
    "prompts": lambda: DocumentActor("texts", kind=KINDS[1]),
    "scene": lambda: DocumentActor("beach", kind=KINDS[2]),
    "picture": lambda: ScenePictureActor("hills", side=160),
    "story": lambda: DocumentActor("tale", kind=KINDS[3]),
    "workflow": lambda: WorkflowActor("graph"),
    "setting": lambda: SettingActor("pools.max_megapixels", value=89, pending=89),
}
WRITES = [("pool", name) for name in ("create pool", "add image", "label", "save mask", "move", "undo", "restore pool")]
WRITES += [("profile", name) for name in ("create profile", "rename profile", "restore profile")]
WRITES += [
    ("libber", name) for name in ("create libbers", "open draft", "edit draft", "save libbers", "rename libbers")
]
WRITES += [("prompts", name) for name in ("create prompts", "save prompts", "restore prompts")]
WRITES += [("scene", name) for name in ("create scenes", "save scenes")]
WRITES += [("picture", name) for name in ("put picture", "restore picture")]
WRITES += [("story", name) for name in ("create stories", "save stories")]
WRITES += [("workflow", name) for name in ("import workflow", "describe workflow")]
WRITES += [("setting", "set")]

REMOVALS = [("pool", name) for name in ("remove", "clear mask", "delete pool")]
REMOVALS += [("profile", "delete profile"), ("libber", "delete libbers"), ("prompts", "delete prompts")]
REMOVALS += [("scene", "delete scenes"), ("picture", "delete picture"), ("story", "delete stories")]
REMOVALS += [("workflow", "delete workflow"), ("libber", "close draft")]


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Forks servers."""
    with Zygote() as made:
        yield made


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """8 MiB."""
    with small_disk(tmp_path / "disk", 8) as made:
        yield made


@define
class Bench:
    """A server on the small disk, and one thing on it that is changed."""

    zygote: Zygote
    disk: SmallDisk
    make: Callable[[], Actor]
    chance: random.Random = field(factory=lambda: random.Random(5))
    app: App | None = None
    client: Client = field(factory=lambda: Client(0))
    actor: Actor = field(factory=lambda: PoolActor(""))

    def ready(self, name: str) -> Step:
        """The step of this name; whatever it needs was done, on a disk with room."""
        self.disk.empty()
        if self.app is None or self.disk.pages < FRESH:
            self.begin()
        for number in range(200):
            if found := [step for step in self.actor.steps(self.chance) if step.name == name]:
                return found[0]
            self.actor.act(self.client, self.chance)
            assert self.actor.refused == [], self.actor.refused
            if self.disk.pages < FRESH or number % 30 == 29:  # some things are only made once
                self.begin()
        raise AssertionError(f"{name} was never possible: {self.actor}")

    def begin(self) -> None:
        """A new server on an empty disk."""
        self.end()
        data = self.disk.folder / "data"
        if data.exists():
            shutil.rmtree(data)
        self.app = self.zygote.app(data, log=self.disk.folder.with_name("server.log"))
        self.client, self.actor = self.app.client(), self.make()
        self.actor.observe(self.client)  # a database that was never opened needs room to be made

    def end(self) -> None:
        """End the server."""
        self.client.close()
        if self.app is not None:
            assert self.app.tracebacks() == ""
            self.app.kill()
            self.app = None


@pytest.fixture
def bench(zygote: Zygote, disk: SmallDisk, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """For the thing that the test is about."""
    made = Bench(zygote, disk, ACTORS[request.node.callspec.params["thing"]])
    yield made
    made.end()


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("thing", "name"), WRITES)
def test_a_write_without_room_is_refused_whole(bench: Bench, thing: str, name: str, figure: Callable) -> None:
    """At every level of a full disk: done, or 507 with all that was there; read meanwhile; done once there is room."""
    refused = 0
    levels = range(200) if NIGHTLY and name in EVERY_PAGE else SOME_PAGES
    for free in levels:
        step = bench.ready(name)
        bench.disk.fill(free)
        before = bench.actor.value
        reply = bench.actor.make(bench.client, step)
        assert reply.ok or (reply.status, reply.code) == (507, "disk_full"), (name, free, reply)
        assert bench.actor.observe(bench.client) == (step.after if reply.ok else before), (name, free)
        bench.disk.empty()
        if not reply.ok:
            refused += 1
            bench.actor.refused.clear()
            again = bench.actor.make(bench.client, step)
            assert again.ok, (name, free, again)
            assert bench.actor.observe(bench.client) == step.after, (name, free)
    assert refused < len(levels), "nothing was ever written"
    figure("G5", f"writes over HTTP at levels of a full disk of 8 MiB ({len(WRITES)} kinds)", len(levels), "requests")
    figure("G5", "of these refused with 507, done after some room was made", refused, "requests")


@pytest.mark.parametrize(("thing", "name"), REMOVALS)
def test_what_takes_things_away_needs_no_room(bench: Bench, thing: str, name: str, figure: Callable) -> None:
    """With not one page free things are removed, deleted and given up, and the rest is there."""
    levels = range(4)
    for free in levels:
        step = bench.ready(name)
        bench.disk.fill(free)
        reply = bench.actor.make(bench.client, step)
        assert reply.ok, (name, free, reply)
        assert bench.actor.observe(bench.client) == step.after, (name, free)
    figure("G5", "deletions over HTTP with 0 to 3 pages free", len(levels), "requests")
