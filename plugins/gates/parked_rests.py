"""The rests of parked runs: queued in the host's queue, watched there, and forgotten when they have ended well."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from attrs import define, evolve, field

from ...core.contracts.gates import Gate
from ...core.contracts.run_queue import RunQueue, RunState
from ...core.errors import Busy, PenstockError, Unavailable
from . import resuming
from .parked_folder import ParkedFolder
from .parked_values import ParkedRun, QueuedRun
from .process_lives import kind_of

_LOG: Final = logging.getLogger("penstock.gates")

_WHAT_HAPPENED: Final = {
    RunState.FAILED: "The run ended with an error, or was stopped.",
    RunState.UNKNOWN: "The run is not in the queue any more: the server was started anew, or the queue was cleared.",
}


@define
class Rests:
    """Queues and watches on `queue`, which belongs to the process named `host`. Safe on any thread.

    A queued run is recorded durably before it is submitted, so that a crash between the two shows as lost. What
    another process queued is its own to watch for as long as it lives (`is_alive`). What a dead one left is lost;
    people may answer it, queue it again or discard it anywhere, and a host of the same kind goes on by itself.
    """

    folder: ParkedFolder
    queue: RunQueue | None
    host: str
    is_alive: Callable[[str], bool]
    _changed: dict[str, Gate] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def outputs(self, prompt: Mapping[str, Any], prompt_id: str) -> tuple[str, ...]:
        """What a run was asked for, in the prompt's order: its output nodes, less those that were left out of it."""
        queue = self._needed_queue()
        outputs = queue.outputs(prompt)
        try:
            asked = queue.targets(prompt_id)
        except Unavailable as error:
            _LOG.warning("All outputs of a parked run will be queued, not those it was asked for: %s", error)
            asked = None
        return tuple(node_id for node_id in prompt if node_id in (outputs if asked is None else outputs & asked))

    def is_over(self, run: ParkedRun) -> bool:
        """Whether the run that left the gates has ended, so that all its gates are known. `Unavailable`."""
        if run.over or run.host != self.host:
            return run.over or not self.is_alive(run.host)
        return self.has_ended(run.prompt_id)

    def has_ended(self, prompt_id: str) -> bool:
        """Whether a run neither waits nor goes on. `Unavailable`."""
        return self._ask(prompt_id) is not RunState.QUEUED

    def resume(self, before: ParkedRun, after: ParkedRun, token: str) -> Gate:
        """Record `after` and queue what it makes ready; where the host refuses, `before` is recorded again.

        Returns the gate `token` as it then is. Hold the run's lock.
        """
        anew = tuple(self._new(batch) for batch in resuming.ready(after))
        return self._submitted(before, evolve(after, queued=(*after.queued, *anew)), anew, token)

    def requeue(self, before: ParkedRun, failed: tuple[QueuedRun, ...], client_id: str, token: str) -> Gate:
        """Queue these again, like `resume`."""
        anew = tuple(self._new(batch) for batch in resuming.again(before, failed))
        others = tuple(one for one in before.queued if one not in failed)
        return self._submitted(before, evolve(before, queued=(*others, *anew), client_id=client_id), anew, token)

    def save(self, before: ParkedRun, after: ParkedRun, token: str = "") -> ParkedRun:
        """Record `after` with the states that follow from it; `look` tells of every gate but `token`."""
        after = self._write(before, after)
        self._note(before, after, token)
        return after

    def busy(self) -> bool:
        """Whether `look` has anything to ask or to tell."""
        return bool(self._changed) or any(self._is_watched(run) for run in self.folder.runs())

    def look(self) -> tuple[Gate, ...]:
        """Ask what became of queued runs, queue what can run now; the gates that changed."""
        for run in self.folder.runs():
            if self._is_watched(run):
                self._look_at(run.id)
        self.release()
        with self._lock:
            changed = tuple(self._changed.values())
            self._changed.clear()
        return changed

    def release(self) -> None:
        """Remove every run without an open gate that no prompt of another one names."""
        runs = {run.id: run for run in self.folder.runs()}
        while gone := _unneeded(runs.values()):
            for run_id in gone:
                del runs[run_id]
                self._remove(run_id)

    def _remove(self, run_id: str) -> None:
        try:
            with self.folder.holding(run_id):
                run = self.folder.read(run_id)
                if run is not None and not run.open:
                    self.folder.remove(run_id)
        except PenstockError as error:
            _LOG.info("A parked run that has ended could not be removed yet: %s", error)

    def _submitted(self, before: ParkedRun, after: ParkedRun, anew: tuple[QueuedRun, ...], token: str) -> Gate:
        after = self._write(before, after)
        for number, one in enumerate(anew):
            try:
                self._submit(after, one)
            except PenstockError as error:
                if number == 0:
                    self.folder.write(after, before)
                    raise
                after = self._write(after, _refused(after, anew[number:], error))
                break
        self._note(before, after, token)
        return _gate(after, token)

    def _look_at(self, run_id: str) -> None:
        try:
            with suppress(Busy), self.folder.holding(run_id, patience=0):  # busy: whoever holds it tells what changed
                run = self.folder.read(run_id)
                if run is not None:
                    self._go_on(run)
        except PenstockError as error:
            _LOG.info("What became of a queued run is asked again: %s", error)

    def _go_on(self, run: ParkedRun) -> None:
        asked = evolve(run, queued=tuple(self._asked(one) for one in run.queued), over=self._is_over_by_now(run))
        anew = tuple(self._new(batch) for batch in resuming.ready(asked))
        after = asked
        if anew:
            after = self._write(run, evolve(asked, queued=(*asked.queued, *anew)))
            for one in anew:
                try:
                    self._submit(after, one)
                except PenstockError as error:
                    after = self._write(after, _refused(after, (one,), error))
        elif asked != run:
            after = self._write(run, asked)
        self._note(run, after)

    def _is_over_by_now(self, run: ParkedRun) -> bool:
        return run.over or (self._goes_on_with(run.host) and self.is_over(run))

    def _asked(self, one: QueuedRun) -> QueuedRun:
        if one.state is not RunState.QUEUED or not self._is_to_judge(one.host):
            return one
        state = self._ask(one.id) if one.host == self.host else RunState.UNKNOWN
        error = self._needed_queue().failure(one.id) if state is RunState.FAILED else ""
        return evolve(one, state=state, error=error or _WHAT_HAPPENED.get(state, ""))

    def _ask(self, prompt_id: str) -> RunState:
        return self._needed_queue().state(prompt_id)

    def _submit(self, run: ParkedRun, one: QueuedRun) -> None:
        self._needed_queue().submit(
            resuming.prompt_for(run, one.lane),
            prompt_id=one.id,
            targets=one.targets,
            extra_pnginfo=run.metadata,
            client_id=run.client_id,
        )

    def _needed_queue(self) -> RunQueue:
        if self.queue is None:
            raise Unavailable("This host has no queue that could run the rest.", hint="Answer it in another host.")
        return self.queue

    def _new(self, batch: resuming.Batch) -> QueuedRun:
        return QueuedRun(id=str(uuid.uuid4()), lane=batch.lane, targets=batch.targets, host=self.host)

    def _is_watched(self, run: ParkedRun) -> bool:
        if any(one.state is RunState.QUEUED and self._is_to_judge(one.host) for one in run.queued):
            return True
        waiting = any(one.open and one.answer is not None for one in run.gates)
        return waiting and not run.over and self._goes_on_with(run.host)

    def queued_by(self, run: ParkedRun, prompt_id: str) -> bool:
        """Whether a prompt was queued for this run, or for one whose prompt holds its decisions."""
        runs = (run, *(other for other in self.folder.runs() if run.id in other.named))
        return any(one.id == prompt_id for each in runs for one in each.queued)

    def _is_to_judge(self, host: str) -> bool:
        return host == self.host or not self.is_alive(host)

    def _goes_on_with(self, host: str) -> bool:
        return host == self.host or (kind_of(host) == kind_of(self.host) and not self.is_alive(host))

    def _write(self, before: ParkedRun, after: ParkedRun) -> ParkedRun:
        after = resuming.settled(after, self.folder.clock.wall_ms())
        self.folder.write(before, after)
        return after

    def _note(self, before: ParkedRun, after: ParkedRun, token: str = "") -> None:
        known = {one.token: one.gate for one in before.gates}
        with self._lock:
            for one in after.gates:
                if one.token != token and known.get(one.token) != one.gate:
                    self._changed[one.token] = one.gate


def _refused(run: ParkedRun, refused: tuple[QueuedRun, ...], error: PenstockError) -> ParkedRun:
    """`run` with these queued runs failed, as the host did not take them."""
    text = f"{error.message} {error.hint}".rstrip()
    failed = tuple(evolve(one, state=RunState.FAILED, error=text) if one in refused else one for one in run.queued)
    return evolve(run, queued=failed)


def _unneeded(runs: Iterable[ParkedRun]) -> list[str]:
    every = list(runs)
    named = {name for run in every for name in run.named if name != run.id}
    return [run.id for run in every if not run.open and run.id not in named]


def _gate(run: ParkedRun, token: str) -> Gate:
    return next(one.gate for one in run.gates if one.token == token)
