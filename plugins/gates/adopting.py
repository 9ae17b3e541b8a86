"""At start: gates that waited in a process which died are offered as parked gates."""

import contextlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import evolve
from filelock import FileLock

from ...core.contracts.run_queue import RunState
from ...core.errors import Busy, DiskFull, PenstockError
from . import keeping, resuming
from .copies_on_disk import WAITING, withdrawn
from .parked_arrays import open_array
from .parked_folder import ParkedFolder
from .parked_values import ParkedGate, ParkedRun, QueuedRun

_LOG: Final = logging.getLogger("penstock.gates")
_PATIENCE: Final = 5.0


def adopt_waiting(parked: ParkedFolder, lives: Callable[[str], bool]) -> None:
    """Move the safety copies of every process that is gone into `parked`; those of processes that live stay theirs.

    `lives` tells whether the process of that name does. What cannot be moved now stays where it is, for the next start.
    Gates whose rest died at one of these gates have done their part. Blocks; raises nothing for a disk that fails.
    """
    waiting = parked.beside / WAITING
    try:
        if any(not lives(process) for process in _processes(waiting)):
            with _alone(parked):
                for process in _processes(waiting):
                    if not lives(process):
                        _adopt(parked, waiting / process)
        _end_rests(parked, lives)
    except (PenstockError, OSError) as error:
        _LOG.warning("Gates that waited when the server died are not all offered yet: %s", error)


def _processes(waiting: Path) -> tuple[str, ...]:
    try:
        with os.scandir(waiting) as entries:
            return tuple(sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False)))
    except FileNotFoundError:
        return ()


@contextlib.contextmanager
def _alone(parked: ParkedFolder) -> Iterator[None]:
    """One process adopts at a time; `Timeout`, an `OSError`, where another one does so for 5 s."""
    parked.files.make_folder(parked.beside / "locks")
    path = parked.beside / "locks" / "waiting.lock"
    with FileLock(path, timeout=_PATIENCE, poll_interval=0.01, thread_local=False):
        yield


def _adopt(parked: ParkedFolder, home: Path) -> None:
    copies = ParkedFolder(home, parked.files, parked.clock, parked.ids, parked.told, beside=parked.beside)
    taken_over = [_is_taken_over(parked, copies, run_id) for run_id in copies.ids_found()]
    if all(taken_over):
        parked.files.remove_tree(home)


def _is_taken_over(parked: ParkedFolder, copies: ParkedFolder, run_id: str) -> bool:
    try:
        _take_over(parked, copies, run_id)
    except (PenstockError, OSError, ValueError) as error:  # an array that is damaged is a `ValueError`
        _LOG.warning("A gate that waited when the server died is not offered yet: %s", error)
        return False
    return True


def _take_over(parked: ParkedFolder, copies: ParkedFolder, run_id: str) -> None:
    """One run: what is parked already stays as it is, what belongs to a parked run joins it, the rest is moved."""
    run = copies.read(run_id)
    if run is None:
        if os.path.lexists(copies.root / run_id / "run.json"):  # of a newer Penstock: left alone there, too
            _move(parked, copies, run_id)
        return
    others = parked.runs()
    new = tuple(one for one in _unknown(run, others) if not withdrawn(copies.root, one.token).exists())
    beside = next((other for other in others if _is_same_run(other, run, new)), None)
    if not new:
        return
    if beside is not None:
        _join(parked, beside.id, copies, run, new)
        return
    try:
        copies.write(run, evolve(run, gates=new, over=True))  # whoever answers need not ask what became of it
    except DiskFull:
        if len(new) < len(run.gates):
            raise
    _move(parked, copies, run_id)


def _unknown(run: ParkedRun, others: Iterable[ParkedRun]) -> tuple[ParkedGate, ...]:
    """The gates that are not parked: the process may have died after it parked one, and before it dropped the copy."""
    known = {one.token for other in others for one in other.gates}
    return tuple(one for one in run.gates if one.token not in known)


def _is_same_run(other: ParkedRun, run: ParkedRun, new: Iterable[ParkedGate]) -> bool:
    taken = {_item(one) for one in other.gates}
    same = (other.prompt_id, other.host, other.over) == (run.prompt_id, run.host, False)
    return same and not any(_item(one) in taken for one in new)


def _item(one: ParkedGate) -> tuple[str, int]:
    return one.gate.node_id, one.gate.list_index


def _join(parked: ParkedFolder, beside: str, copies: ParkedFolder, run: ParkedRun, new: tuple[ParkedGate, ...]) -> None:
    """An output behind both waits for both: they must be gates of one run."""
    arrays = {name: open_array(copies.root / run.id / name) for one in new for name in keeping.files_of(one)}
    with parked.holding(beside):
        before = parked.read(beside)
        if before is None or not _is_same_run(before, run, new):
            raise Busy("A parked run changed meanwhile.")
        parked.discard(beside, list(arrays))  # a crash in this very moment may have left some
        parked.write_arrays(beside, arrays)
        parked.write(before, evolve(before, gates=(*before.gates, *new), over=True))


def _end_rests(parked: ParkedFolder, lives: Callable[[str], bool]) -> None:
    """A rest that died is done where all that it was to run waits for gates now: its own gate need not ask again."""
    runs = parked.runs()
    for run in runs:
        if _ended(run, runs, lives) != run:
            with parked.holding(run.id):
                before = parked.read(run.id)
                if before is not None:
                    after = resuming.settled(_ended(before, runs, lives), parked.clock.wall_ms())
                    parked.write(before, after)


def _ended(run: ParkedRun, runs: Iterable[ParkedRun], lives: Callable[[str], bool]) -> ParkedRun:
    def is_handed_on(one: QueuedRun) -> bool:
        died = one.state in (RunState.QUEUED, RunState.UNKNOWN) and not lives(one.host)
        return died and any(other.prompt_id == one.id and _all_wait(one, other) for other in runs)

    return evolve(
        run, queued=tuple(evolve(one, state=RunState.DONE) if is_handed_on(one) else one for one in run.queued)
    )


def _all_wait(rest: QueuedRun, run: ParkedRun) -> bool:
    return {unit.output for unit in run.lanes.units(run.outputs)}.issuperset(rest.targets)


def _move(parked: ParkedFolder, copies: ParkedFolder, run_id: str) -> None:
    parked.files.make_folder(parked.root)
    parked.files.move_tree(copies.root / run_id, parked.root / run_id)
