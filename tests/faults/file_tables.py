"""What every table of operations says: how a process of a store begins, what is done to it, what a person sees."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, evolve, frozen

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.file_faults import FaultyCalls

Step = Callable[[Any], object]
Steps = tuple[Step, ...]


def nothing() -> None:
    """There is nothing to do."""


@define
class Process:
    """A process on a folder: `thing` is what operations get. `let_go` is what a dead one lets go of by itself.

    `database` is where its statements go, where it has one.
    """

    thing: Any
    calls: FaultyCalls
    let_go: Callable[[], None] = nothing
    close: Callable[[], None] = nothing
    database: FaultyDatabase | None = None


def first_of(deleted: Iterable[Any]) -> Any:
    """Of what is in the trash the first by what it is: what was put there in the same moment is in the order of ids.

    `IndexError` where there is nothing.
    """
    ids = ("id", "trash")
    return sorted(deleted, key=lambda one: repr(evolve(one, **{name: "" for name in ids if hasattr(one, name)})))[0]


def is_one_of(found: Any, allowed: Sequence[Any]) -> bool:
    """Whether a state is one of those."""
    return any(bool(found == one) for one in allowed)


@frozen(kw_only=True)
class Table:
    """The mutating operations of a store, each a step or several, of which the first may be done and the next not.

    `fits` says whether a state may be found by the next process between the state before a step and the one after it;
    `late` are operations whose error may come when they are done already, `once` those that cannot be tried again then.
    What a disk that refuses does to `apart` is told to nobody, and has tests of its own. `whole` asserts what must
    hold of every state that is found.
    """

    name: str
    start: Callable[[Path, FaultyCalls], Process]
    prepare: Step
    seen: Step
    go_on: Callable[[Any, Any], object]
    operations: Mapping[str, Steps]
    fits: Callable[[Any, Sequence[Any]], bool] = is_one_of
    late: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    whole: Step = lambda _: None

    def cases(self) -> Iterable[tuple["Table", str]]:
        """Each of its operations."""
        return ((self, name) for name in self.operations)


def single(operations: Mapping[str, Step]) -> Mapping[str, Steps]:
    """Operations of one step each."""
    return {name: (step,) for name, step in operations.items()}
