"""A disk that refuses a call, once or from then on: the answer, what is left, and that all goes on afterwards."""

import errno
import os
from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from attrs import define, field, frozen

from penstock.adapters.testing.file_faults import ERRORS, FaultyCalls
from penstock.core.errors import PenstockError

from .file_laboratory import Course, Laboratory
from .file_tables import Process, Steps, Table

ANSWERS: Final = {
    errno.EIO: {503},
    errno.ENOSPC: {507},
    errno.EDQUOT: {507},
    errno.EROFS: {403},
    errno.EACCES: {403},
    errno.EMFILE: {503},
    errno.ENAMETOOLONG: {400},
    errno.ESTALE: {503},
}
"""The status of the answer where the disk says that."""


class Fault(Protocol):
    """What goes wrong at a call, until it does not any more."""

    @property
    def statuses(self) -> set[int]:
        """What the answer may be."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether nothing can be taken back, either."""
        ...

    def arm(self, calls: Any) -> None:
        """Let it happen, counted from now."""
        ...

    def disarm(self, calls: Any) -> None:
        """The disk works again."""
        ...


@frozen
class Refusal:
    """The `number`-th call (from 1) raises `error`; with `lasting` all after it too."""

    number: int
    error: int
    lasting: bool = False

    @property
    def statuses(self) -> set[int]:
        """What the answer may be."""
        return ANSWERS[self.error]

    def arm(self, calls: FaultyCalls) -> None:
        """Let it happen, counted from now."""
        plan = (calls.count + self.number, self.error)
        calls.fail, calls.fail_from = (None, plan) if self.lasting else (plan, None)

    def disarm(self, calls: FaultyCalls) -> None:
        """The disk works again."""
        calls.fail = calls.fail_from = None

    def __str__(self) -> str:
        """For messages."""
        return f"{os.strerror(self.error)} {'from' if self.lasting else 'at'} call {self.number}"


def few_refusals(course: Course, turn: int) -> Iterator[Refusal]:
    """Every call with one error, in turn; EIO where bytes are forced to the disk; some that last."""
    for number, name in enumerate(course.log, 1):
        error = errno.EIO if name == "fsync" else ERRORS[(number + turn) % len(ERRORS)]
        yield Refusal(number, error)
        if number % 8 == turn % 8:
            yield Refusal(number, ERRORS[(number // 8 + turn) % len(ERRORS)], lasting=True)


def all_refusals(course: Course) -> Iterator[Refusal]:
    """Every call with every error, and from every call on with one of them."""
    for number in range(1, len(course.log) + 1):
        for error in ERRORS:
            yield Refusal(number, error)
        yield Refusal(number, ERRORS[number % len(ERRORS)], lasting=True)


@define
class Trial:
    """One try of an operation on a disk that refuses: `done` steps returned, `raised` is what the next one said."""

    lab: Laboratory
    table: Table
    name: str
    steps: Steps
    refusal: Fault
    calls: FaultyCalls = field(factory=FaultyCalls)
    process: Process = field(init=False)
    course: Course = field(init=False)
    done: int = field(init=False)
    raised: PenstockError | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.course = self.lab.course(self.table, self.name, self.steps)
        self.process = self.lab.begin(self.table, self.calls)
        self.refusal.arm(self.process.calls)
        self.done, self.raised = attempt(self.process, self.steps)
        self.refusal.disarm(self.process.calls)

    @property
    def what(self) -> str:
        """For messages."""
        log = self.process.calls.log[-len(self.course.log) - 4 :]
        return f"{self.table.name}: {self.name}, {self.refusal}, {self.raised!r}: {log}"

    def check_answer(self) -> None:
        """It says what the disk said, in the words of the contract."""
        if self.raised is not None:
            assert self.raised.status in self.refusal.statuses, self.what
            body = self.raised.as_json("r")["error"]
            assert isinstance(body, dict)
            assert body["code"] == self.raised.code, self.what
            assert body["message"], self.what

    def check_trust(self) -> None:
        """A file that could not be forced to the disk is never given its name."""
        assert self.process.calls.trusted == [], self.what

    def check_left(self) -> None:
        """What returned is done; what was refused once changed nothing, and is done when it is tried again."""
        if self.raised is None:
            self._expect(self._seen(), self.course.states[-1:], "is done")
        elif not self.refusal.lasting:
            found, states = self._seen(), self.course.states[self.done :]
            if self.name in self.table.late:
                self._expect(found, states[:2], "is refused late")
            else:
                assert bool(found == states[0]), f"{self.what}\n changed: {found!r}\n not {states[0]!r}"
            if self.name not in self.table.once:
                self._try_again()

    def check_next(self) -> None:
        """The next process finds what returned, and all or nothing of what did not; it can go on."""
        is_done = self.raised is None or self.done == len(self.steps)
        allowed = self.course.states[-1:] if is_done else self.course.states[self.done : self.done + 2]
        self.lab.close(self.process)
        later = self.lab.start(self.table)
        found = self.table.seen(later.thing)
        self._expect(found, allowed, "next")
        self.table.whole(later.thing)
        self.table.go_on(later.thing, found)

    def _try_again(self) -> None:
        done, raised = attempt(self.process, self.steps[self.done :])
        assert raised is None, (self.what, "again", raised)
        self.done += done
        self._expect(self._seen(), self.course.states[-1:], "again")

    def _seen(self) -> Any:
        return self.table.seen(self.process.thing)

    def _expect(self, found: Any, allowed: Sequence[Any], when: str) -> None:
        assert self.table.fits(found, allowed), f"{self.what}\n {when}: found {found!r}\n not in {allowed!r}"


def refuse(
    lab: Laboratory, table: Table, name: str, steps: Steps, refusal: Fault, calls: FaultyCalls | None = None
) -> bool:
    """Let a call fail, and assert the answer, what is left of the operation, and that it can be done then.

    Returns whether the operation was refused. Where the disk goes on refusing, what was done cannot always be taken
    back: then the next process finds it whole, or nothing of it.
    """
    trial = Trial(lab, table, name, steps, refusal, calls or FaultyCalls())
    trial.check_answer()
    trial.check_trust()
    trial.check_left()
    trial.check_next()
    return trial.raised is not None


def attempt(process: Process, steps: Steps) -> tuple[int, PenstockError | None]:
    """How many steps returned, and what the next one was refused with."""
    for done, step in enumerate(steps):
        try:
            step(process.thing)
        except PenstockError as error:
            return done, error
    return len(steps), None


def refuse_short(lab: Laboratory, table: Table, name: str, steps: Steps, calls: FaultyCalls) -> None:
    """Do it on a disk that takes a few bytes at a time: all of it is there, also for the next process."""
    course = lab.course(table, name, steps)
    process = lab.begin(table, calls)
    done, raised = attempt(process, steps)
    assert (done, raised) == (len(steps), None)
    assert bool(table.seen(process.thing) == course.states[-1]), (table.name, name)
    lab.close(process)
    assert bool(table.seen(lab.start(table).thing) == course.states[-1]), (table.name, name)
