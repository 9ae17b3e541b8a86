"""The laboratory: prepared folders that are copied for each try, in memory, and what each operation makes of them."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from penstock.adapters.testing.file_faults import FaultyCalls

from .file_tables import Process, Steps, Table

MEMORY: Final = Path("/dev/shm")


@frozen
class Course:
    """What an operation does where nothing fails: `states` from before its first step to after its last.

    `log` names its calls to the disk in their order, `sizes` how many bytes its writes were given, by number from 1;
    `statements` is how many it sent to its database.
    """

    states: tuple[Any, ...]
    log: tuple[str, ...]
    sizes: dict[int, int]
    statements: int


@define
class Laboratory:
    """See the module. `folder` is of this laboratory alone, and in memory: faults are simulated."""

    folder: Path
    _prepared: set[str] = field(factory=set)
    _courses: dict[tuple[str, str], Course] = field(factory=dict)
    _running: list[Process] = field(factory=list)

    @property
    def place(self) -> Path:
        """Where a try happens: the same for all, so that paths have the same length."""
        return self.folder / "try"

    def begin(self, table: Table, calls: FaultyCalls | None = None) -> Process:
        """A process on a fresh copy of what the table prepared, which it has looked at; `calls` is its disk."""
        self._prepare(table)
        self.clear()
        shutil.copytree(self.folder / table.name, self.place, symlinks=True)
        process = self.start(table, calls)
        table.seen(process.thing)
        return process

    def start(self, table: Table, calls: FaultyCalls | None = None) -> Process:
        """The next process on what is there."""
        process = table.start(self.place, calls or FaultyCalls())
        self._running.append(process)
        return process

    def end(self, process: Process) -> None:
        """A process dies where it is."""
        process.calls.dead = True
        process.let_go()
        self._running.remove(process)

    def running(self, calls: FaultyCalls) -> Process | None:
        """The process on that disk, where it got so far that there is one."""
        return next((one for one in self._running if one.calls is calls), None)

    def close(self, process: Process) -> None:
        """A process ends in order."""
        process.close()
        self._running.remove(process)

    def clear(self) -> None:
        """End what runs, and remove the folder of the last try."""
        while self._running:
            process = self._running.pop()
            process.let_go() if process.calls.dead else process.close()
        shutil.rmtree(self.place, ignore_errors=True)

    def course(self, table: Table, name: str, steps: Steps) -> Course:
        """What these steps do; found out once for each name."""
        if (table.name, name) not in self._courses:
            self._courses[table.name, name] = self._found(table, steps)
        return self._courses[table.name, name]

    def _found(self, table: Table, steps: Steps) -> Course:
        process = self.begin(table)
        calls = process.calls
        states = [table.seen(process.thing)]
        log: list[str] = []
        sizes: dict[int, int] = {}
        statements = 0
        for step in steps:
            before, asked = calls.count, _statements(process)
            step(process.thing)
            sizes |= {len(log) + number - before: calls.sizes[number] for number in calls.sizes if number > before}
            log += calls.log[before:]
            statements += _statements(process) - asked
            states.append(table.seen(process.thing))
        return Course(tuple(states), tuple(log), sizes, statements)

    def _prepare(self, table: Table) -> None:
        if table.name in self._prepared:
            return
        self.clear()
        self.place.mkdir()
        process = self.start(table)
        table.prepare(process.thing)
        self.close(process)
        self.place.rename(self.folder / table.name)
        self._prepared.add(table.name)


def _statements(process: Process) -> int:
    return 0 if process.database is None else len(process.database.statements)


def laboratory() -> "tempfile.TemporaryDirectory[str]":
    """A folder for a laboratory, in memory where there is some."""
    return tempfile.TemporaryDirectory(prefix="penstock-files-", dir=MEMORY if MEMORY.is_dir() else None)
