"""What tests do to a server that may die at any moment: things that change, and what must be there afterwards.

An `Actor` has one thing (a pool, a draft, a setting). It knows what was acknowledged (`value`) and what the request
under way would make of it (`pending`); whoever looks afterwards must find one of the two.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field, frozen

from .real_apps import Client, Gone, Reply

Send = Callable[[Client], Reply]
Learn = Callable[[Reply], object]


def nothing(_reply: Reply) -> None:
    """Nothing is to be learned from the answer."""


@frozen
class Step:
    """A request that makes `after` of an actor's value; `learn` takes what its answer tells (ids, revisions)."""

    name: str
    send: Send
    after: Any
    learn: Learn = nothing


@define(eq=False)
class Actor(ABC):
    """One thing on the server, changed by nobody else. `name` is unique; None stands for a thing that is not there."""

    name: str
    value: Any = None
    pending: Any = None
    done: list[str] = field(factory=list)
    refused: list[str] = field(factory=list)

    @abstractmethod
    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the value now."""

    @abstractmethod
    def observe(self, client: Client) -> Any:
        """The value as the server shows it; takes over ids and revisions."""

    def act(self, client: Client, chance: random.Random) -> None:
        """Make one step; `Gone` where the server died meanwhile."""
        self.make(client, chance.choice(self.steps(chance)))

    def make(self, client: Client, step: Step) -> Reply:
        """Make this step; what is answered 503 may have happened."""
        self.pending = step.after
        reply = step.send(client)
        if reply.ok:
            self.value = step.after
            step.learn(reply)
            self.done.append(step.name)
        elif reply.status == 503:
            raise Gone(reply.body.decode())
        else:
            self.refused.append(f"{step.name}: {reply.status} {reply.body.decode()[:300]}")
        self.pending = self.value
        return reply

    def check(self, client: Client) -> None:
        """The server shows what was acknowledged, or what was under way, whole."""
        found = self.observe(client)
        assert found in (self.value, self.pending), (
            f"{self.name} is {found}: acknowledged {self.value}, under way {self.pending}; last {self.done[-3:]}"
        )
        self.value = self.pending = found
