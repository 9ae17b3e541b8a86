"""A server that is worked at by several clients until it dies, and what must hold when the next one starts."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from attrs import define, field

from .real_actors import Actor
from .real_actors_pools import PoolActor, ProfileActor
from .real_actors_rows import BatchActor, SettingActor, WorkflowActor
from .real_actors_texts import KINDS, DocumentActor, ScenePictureActor
from .real_apps import PATIENCE, App, Client, Gone

SOUND: Final = frozenset({"manifest_behind", "orphan", "temporary"})
"""What the doctor may find after a crash: the next open of the pool sweeps or writes it."""


@define
class Group:
    """A client of its own and what it changes, one thing after the other."""

    actors: Sequence[Actor]
    chance: random.Random
    steps: int = 0

    def work(self, port: int) -> None:
        """Change something again and again until the server is gone."""
        client = Client(port)
        try:
            while True:
                self.chance.choice(self.actors).act(client, self.chance)
                self.steps += 1
        except Gone:
            return
        finally:
            client.close()


def groups(seed: int) -> list[Group]:
    """Four clients over all stores; things of one number meet no others."""
    setting = SettingActor("pools.max_megapixels", value=89, pending=89)
    shelves: tuple[list[Actor], ...] = (
        [PoolActor(f"pool_{seed}"), DocumentActor(f"libber_{seed}", kind=KINDS[0]), ProfileActor(f"profile {seed}")],
        [DocumentActor(f"prompts_{seed}", kind=KINDS[1]), WorkflowActor(f"workflow {seed}"), PoolActor(f"pond_{seed}")],
        [DocumentActor(f"scene_{seed}", kind=KINDS[2]), ScenePictureActor(f"shot_{seed}"), setting],
        [DocumentActor(f"story_{seed}", kind=KINDS[3]), BatchActor(f"batch {seed}"), PoolActor(f"lake_{seed}")],
    )
    return [Group(actors, random.Random(seed * 10 + number)) for number, actors in enumerate(shelves)]


@define
class Life:
    """All that is changed, over the lives of many servers on one folder."""

    groups: list[Group]
    executor: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(4, "client"))

    @property
    def actors(self) -> list[Actor]:
        """All of them."""
        return [actor for group in self.groups for actor in group.actors]

    @property
    def acknowledged(self) -> int:
        """How many steps were."""
        return sum(len(actor.done) for actor in self.actors)

    def check(self, app: App) -> None:
        """Everything is there; nothing was ever refused; the doctor and the log of the server know of no trouble."""
        client = app.client()
        for actor in self.actors:
            actor.check(client)
            assert actor.refused == [], actor.refused
        assert troubles(client) <= SOUND
        assert app.tracebacks() == ""
        client.close()

    def work(self, app: App) -> "list[Future[None]]":
        """Begin to work; what is returned ends when the server has."""
        return [self.executor.submit(group.work, app.port) for group in self.groups]

    def close(self) -> None:
        """Let go of the threads."""
        self.executor.shutdown()


def troubles(client: Client) -> set[str]:
    """What the doctor finds in the pools, without mending."""
    job = client.send("POST", "/penstock/doctor", {}).json
    deadline = time.monotonic() + PATIENCE
    while job["status"] not in ("done", "failed"):
        assert time.monotonic() < deadline, job
        time.sleep(0.005)
        job = client.get(f"/penstock/jobs/{job['id']}").json
    assert job["status"] == "done", job
    return {one["trouble"] for one in job["result"]["findings"]}
