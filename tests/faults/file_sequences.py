"""Operations one after the other: what the first did is never undone by the end of the second."""

import contextlib
import random
from collections.abc import Iterator, Sequence

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.errors import PenstockError

from .file_crashes import LOSSES, Death, Found, after_death, run
from .file_laboratory import Course, Laboratory
from .file_tables import Step, Steps, Table


def where_possible(step: Step) -> Step:
    """The step, unless what it needs is gone by then: that is refused, and changes nothing."""

    def attempted(thing: object) -> None:
        with contextlib.suppress(PenstockError, LookupError, StopIteration):
            step(thing)

    return attempted


def sequence(table: Table, names: Sequence[str]) -> Steps:
    """The steps of these operations."""
    return tuple(where_possible(step) for name in names for step in table.operations[name])


def pairs(table: Table) -> list[tuple[str, str]]:
    """Every operation after every other, and after itself."""
    return [(one, two) for one in table.operations for two in table.operations]


def some_deaths(course: Course, count: int, chance: random.Random) -> Iterator[Death]:
    """Some of all the deaths there are, anywhere in the sequence."""
    for _ in range(count if course.log else 0):
        number = chance.randint(1, len(course.log) + 1)
        torn = chance.randint(0, course.sizes[number]) if number in course.sizes and chance.random() < 0.3 else None
        yield Death(number, True if torn is not None else chance.random() < 0.5, chance.choice(LOSSES), torn)


def die_twice(
    lab: Laboratory, table: Table, name: str, steps: Steps, death: Death, again: int, *, after: bool
) -> Found:
    """A process dies, the next one dies while it opens, at its call `again`; the third one finds what it must."""
    course = lab.course(table, name, steps)
    process = lab.begin(table)
    death.arm(process)
    done = run(process, steps)
    lab.end(process)
    death.loss.take(process.calls)
    calls = FaultyCalls()
    calls.crash_before, calls.crash_after = (None, again) if after else (again, None)
    with contextlib.suppress(Crash):
        second = lab.start(table, calls)
        table.seen(second.thing)
    died = calls.dead
    if process_of := lab.running(calls):
        lab.end(process_of)
    death.loss.take(calls)
    what = f"{table.name}: {name}, {death}, then call {again} of opening: {calls.log}"
    return Found(died, after_death(lab, table, course, done, what))
