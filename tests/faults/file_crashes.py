"""A process that dies at a call to the disk, what the power takes with it, and what the next process finds."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import frozen

from penstock.adapters.testing.file_faults import Crash, FaultyCalls

from .file_laboratory import Course, Laboratory
from .file_tables import Process, Steps, Table

PREFIXES: Final[tuple[Callable[[int], int], ...]] = (
    lambda _size: 0,
    lambda _size: 1,
    lambda _size: 512,
    lambda _size: 4096,
    lambda size: size // 2,
    lambda size: size - 1,
)
"""How many bytes of a write got to the file, of so many."""


@frozen
class Loss:
    """What is lost that was not forced to the disk. A rename that is kept while its data is lost is `BYTES`."""

    name: str
    bytes: bool = False
    entries: bool = False
    newest: int | None = None

    def take(self, calls: FaultyCalls) -> None:
        """Take it away."""
        calls.power_loss(lose_bytes=self.bytes, lose_entries=self.entries, newest=self.newest)


KILLED: Final = Loss("killed")
POWER: Final = Loss("power", bytes=True, entries=True)
BYTES: Final = Loss("bytes lost", bytes=True)
ENTRIES: Final = Loss("entries lost", entries=True)
NEWEST: Final = Loss("the newest entry lost", bytes=True, entries=True, newest=1)
LOSSES: Final = (KILLED, POWER, BYTES, ENTRIES, NEWEST)


@frozen
class Death:
    """The end of a process at the `number`-th call (from 1): before it, after it, or with `torn` bytes of a write.

    With `statement` it is counted at its database.
    """

    number: int
    after: bool
    loss: Loss
    torn: int | None = None
    statement: bool = False

    def arm(self, process: Process) -> None:
        """Let it happen, counted from now."""
        calls = process.calls
        if self.statement:
            database = process.database
            assert database is not None
            asked = len(database.statements) + self.number
            database.crash_before, database.crash_after = (None, asked) if self.after else (asked, None)
            return
        number = calls.count + self.number
        if self.torn is not None:
            calls.torn_bytes = (number, self.torn)
        elif self.after:
            calls.crash_after = number
        else:
            calls.crash_before = number


def few_deaths(course: Course) -> Iterator[Death]:
    """The power cut after every call and after the last, killed before every fourth one and after some statements."""
    for number in range(1, len(course.log) + 1):
        yield Death(number, True, POWER)
        if number % 4 == 1:
            yield Death(number, False, KILLED)
    yield Death(len(course.log) + 1, False, POWER)
    for number in range(1, course.statements + 1, 6):
        yield Death(number, True, KILLED, statement=True)


def all_deaths(course: Course) -> Iterator[Death]:
    """Before every call, and after it with every loss; every prefix of a write; every loss after the last; statements.

    What the power takes before a call is what it takes after the call before it.
    """
    for number in range(1, len(course.log) + 1):
        yield Death(number, False, KILLED)
        for loss in LOSSES:
            yield Death(number, True, loss)
        if number in course.sizes:
            size = course.sizes[number]
            for taken in sorted({min(max(prefix(size), 0), size) for prefix in PREFIXES}):
                for loss in (KILLED, BYTES):
                    yield Death(number, True, loss, taken)
    for loss in LOSSES[1:]:
        yield Death(len(course.log) + 1, False, loss)
    for number in range(1, course.statements + 1):
        yield Death(number, True, KILLED, statement=True)


@frozen
class Found:
    """What came of a death: whether there was one, and how long the next process took to open, in CPU seconds."""

    died: bool
    opening: float


def die(lab: Laboratory, table: Table, name: str, steps: Steps, death: Death) -> Found:
    """Let a process die, and assert that the next one finds what was acknowledged, and all or nothing of the rest."""
    course = lab.course(table, name, steps)
    process = lab.begin(table)
    death.arm(process)
    done = run(process, steps)
    died, log = process.calls.dead, process.calls.log[-len(course.log) - 1 :]
    lab.end(process)
    death.loss.take(process.calls)
    return Found(died, after_death(lab, table, course, done, f"{table.name}: {name}, {death}: {log}"))


def run(process: Process, steps: Steps) -> int:
    """How many steps were acknowledged."""
    done = 0
    with contextlib.suppress(Crash):
        for step in steps:
            step(process.thing)
            done += 1
    return done


def after_death(lab: Laboratory, table: Table, course: Course, done: int, what: str) -> float:
    """The next process opens without help, finds a state that may be, and can go on."""
    began = time.process_time()
    again = lab.start(table)
    found = table.seen(again.thing)
    opening = time.process_time() - began
    check(table, course, done, found, what)
    table.whole(again.thing)
    table.go_on(again.thing, found)
    return opening


def check(table: Table, course: Course, done: int, found: Any, what: str) -> None:
    """What was acknowledged is there; the step after it is whole, or nothing of it."""
    allowed = course.states[done : done + 2]
    is_fitting = bool(found == allowed[0]) if len(allowed) == 1 else table.fits(found, allowed)
    assert is_fitting, f"{what}\n found {found!r}\n not in {allowed!r}"
