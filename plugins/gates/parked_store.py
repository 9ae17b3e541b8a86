"""`DiskParkedRuns`: parked gates on disk, their answers, and the rests of their runs in the host's queue."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import define, evolve, field

from ...core.contracts.gates import CancelReason, Gate, GateAnswer, GateQuestion, GateResult, GateState
from ...core.errors import Conflict, DiskFull, NotFound
from ...core.troubles import DAMAGE
from . import keeping, resuming
from .parked_arrays import open_array, read_array
from .parked_folder import ParkedFolder
from .parked_rests import Rests
from .parked_siblings import AnsweredSiblings
from .parked_values import ParkedGate, ParkedRun

_LOG: Final = logging.getLogger("penstock.gates")
_WRITING: Final = 60.0
"""Seconds to wait while a sibling's candidates are written."""


@define
class DiskParkedRuns:
    """See `ParkedRuns`. `largest` tells how many bytes may be kept."""

    folder: ParkedFolder
    rests: Rests
    largest: Callable[[], int]
    siblings: AnsweredSiblings = field(init=False)
    _joining: dict[str, list[str]] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self.siblings = AnsweredSiblings(self.rests)

    def sweep(self) -> None:
        """Remove what a crash left behind, and runs whose gates have all ended. Call it once, at the start."""
        self.folder.sweep(_files_of_run)
        self.rests.release()

    def why_not(self, question: GateQuestion, prompt: Mapping[str, Any] | None = None, node_id: str = "") -> str:
        """See `ParkedRuns`."""
        if self.rests.queue is None:
            return "This host has no queue that could run the rest later."
        if prompt is not None and node_id not in prompt:
            return "This gate was added by another node while the run went on: no later run would have it."
        if name := keeping.unkeepable(question):
            return f"What came in as {name} cannot be kept on disk at full precision."
        if self.bytes() + keeping.bytes_of(question) > self.limit():
            return "There is no room: answer or discard parked gates, or allow more in the settings."
        return ""

    def keep(
        self, gate: Gate, question: GateQuestion, prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]
    ) -> Gate:
        """See `ParkedRuns`."""
        reason = self.why_not(question, prompt, gate.node_id)
        if reason:
            raise Conflict(f"This gate cannot be parked. {reason}", details={"current": gate})
        kept = keeping.parked_gate(gate, question)
        run_id = self._join(gate)
        try:
            with self.folder.holding(run_id, _WRITING):
                run = self.folder.read(run_id) or self._new_run(run_id, gate, prompt, extra_pnginfo)
                self._write(run, kept, question)
        finally:
            self._joined(gate)
        return kept.gate

    def remember(
        self, gate: Gate, question: GateQuestion, answer: GateAnswer, mask: Any, prompt: Mapping[str, Any]
    ) -> None:
        """See `ParkedRuns`."""
        self.siblings.remember(gate, question, answer, mask, prompt)

    def drop(self, token: str) -> None:
        """See `ParkedRuns`."""
        run_id = self._run_of(token)
        if run_id is None:
            return
        with self.folder.holding(run_id, _WRITING):
            run = self.folder.read(run_id)
            kept = run.find(token) if run is not None else None
            if run is None or kept is None:
                return
            if not any(one.parked for one in run.gates if one is not kept):
                self.folder.remove(run_id)
            else:
                self.folder.write(run, run.without(token))
                self.folder.discard(run_id, keeping.files_of(kept))

    def open(self) -> tuple[Gate, ...]:
        """See `ParkedRuns`."""
        gates = [one.gate for run in self.folder.runs() for one in run.gates if one.open]
        return tuple(sorted(gates, key=lambda gate: (gate.armed, gate.order, gate.token)))

    def get(self, token: str) -> Gate:
        """See `ParkedRuns`."""
        return self._find(token)[1].gate

    def answer(self, gate: Gate, answer: GateAnswer, mask: Any = None, client_id: str = "") -> Gate:
        """See `ParkedRuns`."""
        run_id = self._find(gate.token)[0].id
        with self.folder.holding(run_id):
            run, kept = self._held(run_id, gate.token)
            if not kept.open or kept.answer is not None:
                raise _too_late(kept.gate)
            if not self._is_whole(run, kept):
                hint = "Discard it, and run the workflow again."
                raise Conflict("What was kept of this gate is damaged.", hint=hint, details={"current": kept.gate})
            run = self.siblings.write_to(run)
            over = self.rests.is_over(run)
            decided = gate.decided or keeping.by_user(answer, mask is not None, self.folder.clock.wall_ms())
            changed = evolve(
                kept,
                gate=evolve(kept.gate, decided=decided),
                answer=evolve(answer, mask=None),
                mask=mask is not None,
            )
            made = {} if mask is None else {keeping.file_of(gate.token, "mask"): mask}
            self.folder.write_arrays(run_id, made)
            try:
                after = evolve(run.with_gate(changed), over=over, client_id=client_id)
                answered = self.rests.resume(run, after, gate.token)
            except Exception:
                self.folder.discard(run_id, list(made))
                raise
        self.rests.release()
        return answered

    def discard(self, token: str, *, answered: bool = True) -> Gate:
        """See `ParkedRuns`."""
        run_id = self._find(token)[0].id
        with self.folder.holding(run_id):
            run, kept = self._held(run_id, token)
            if not kept.open or (kept.answer is not None and not answered):
                raise _too_late(kept.gate)
            if resuming.is_queued(run, token):
                hint = "Cancel that run first, then discard the gate."
                raise Conflict("The answer is in the queue.", hint=hint, details={"current": kept.gate})
            now = self.folder.clock.wall_ms()
            gate = evolve(kept.gate, state=GateState.CANCELLED, reason=CancelReason.DISCARDED, ended=now)
            gate = evolve(gate, run_id="", run_state="", run_error="")
            after = run.with_gate(evolve(kept, gate=gate))
            try:
                self.rests.save(run, after, token)
            except DiskFull:
                self.folder.discard(run_id, keeping.files_of(kept))  # makes the room that it takes to say so
                self.rests.save(run, after, token)
            self.folder.discard(run_id, keeping.files_of(kept))
        self.rests.release()
        return gate

    def requeue(self, token: str, client_id: str = "") -> Gate:
        """See `ParkedRuns`."""
        run_id = self._find(token)[0].id
        with self.folder.holding(run_id):
            run, kept = self._held(run_id, token)
            failed = resuming.failed_runs(run, token)
            if not kept.open or not failed:
                raise Conflict("Nothing of this gate has to be queued again.", details={"current": kept.gate})
            return self.rests.requeue(run, failed, client_id, token)

    def set_mask(self, token: str, *, has_mask: bool, mask_revision: int) -> Gate:
        """See `ParkedRuns`."""
        run_id = self._find(token)[0].id
        with self.folder.holding(run_id):
            run, kept = self._held(run_id, token)
            if not kept.open or kept.answer is not None:
                raise _too_late(kept.gate)
            gate = evolve(kept.gate, has_mask=has_mask, mask_revision=mask_revision)
            self.folder.write(run, run.with_gate(evolve(kept, gate=gate)))
            return gate

    def decided(self, decision: str, node_id: str, prompt_id: str) -> bool:
        """See `ParkedRuns`."""
        found = self._decided(decision, node_id, prompt_id)
        return found is not None and self._is_whole(*found)

    def result(self, decision: str, node_id: str, prompt_id: str) -> GateResult | None:
        """See `ParkedRuns`."""
        found = self._decided(decision, node_id, prompt_id)
        if found is None:
            return None
        run, kept = found
        try:
            return self._result(run, kept)
        except (OSError, ValueError):
            _LOG.exception("What was kept of the gate %s cannot be read; it is asked again.", kept.token)
            return None

    def images(self, token: str) -> Any:
        """See `ParkedRuns`."""
        run, kept = self._find(token)
        if not kept.images:
            raise NotFound("This gate has no images.", field="gate")
        try:
            return open_array(self.folder.root / run.id / keeping.file_of(token, "images"))
        except (OSError, ValueError) as error:
            raise NotFound("The images of this gate cannot be read.", hint="Discard it.", field="gate") from error

    def bytes(self) -> int:
        """See `ParkedRuns`."""
        return self.folder.bytes()

    def limit(self) -> int:
        """See `ParkedRuns`."""
        return self.largest()

    def busy(self) -> bool:
        """See `ParkedRuns`."""
        return self.siblings.busy() or self.rests.busy()

    def look(self) -> tuple[Gate, ...]:
        """See `ParkedRuns`."""
        self.siblings.look()
        return self.rests.look()

    def _join(self, gate: Gate) -> str:
        """The folder for a gate: that of its run, where one is there or being made."""
        with self._lock:
            joining = self._joining.setdefault(gate.prompt_id, [])
            run_id = next((run.id for run in self.folder.runs() if self._is_run_of(run, gate)), None)
            run_id = run_id or next(iter(joining), self.folder.ids.new())
            joining.append(run_id)
            return run_id

    def _joined(self, gate: Gate) -> None:
        with self._lock:
            self._joining[gate.prompt_id].pop()
            if not self._joining[gate.prompt_id]:
                del self._joining[gate.prompt_id]

    def _is_run_of(self, run: ParkedRun, gate: Gate) -> bool:
        place = (gate.node_id, gate.list_index)
        taken = any((one.gate.node_id, one.gate.list_index) == place for one in run.gates)
        return (run.prompt_id, run.host, run.over) == (gate.prompt_id, self.rests.host, False) and not taken

    def _new_run(
        self, run_id: str, gate: Gate, prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]
    ) -> ParkedRun:
        return ParkedRun(
            id=run_id,
            prompt_id=gate.prompt_id,
            host=self.rests.host,
            started=self.folder.clock.wall_ms(),
            prompt=keeping.json_text(keeping.stored_prompt(prompt)),
            extra_pnginfo=keeping.json_text(dict(extra_pnginfo)),
            named=tuple(sorted(resuming.names_of_runs(prompt))),
            outputs=self.rests.outputs(prompt, gate.prompt_id),
        )

    def _write(self, run: ParkedRun, kept: ParkedGate, question: GateQuestion) -> None:
        arrays = {keeping.file_of(kept.token, what): array for what, array in keeping.arrays_of(question).items()}
        try:
            self.folder.write_arrays(run.id, arrays)
            self.folder.write(run, run.with_gate(kept))
        except Exception:
            self.folder.discard(run.id, list(arrays))
            if not run.gates:
                self.folder.remove(run.id)
            raise
        self.siblings.write_to(run.with_gate(kept))

    def _run_of(self, token: str) -> str | None:
        return next((run.id for run in self.folder.runs() if run.find(token) is not None), None)

    def _find(self, token: str) -> tuple[ParkedRun, ParkedGate]:
        for run in self.folder.runs():
            if (kept := run.find(token)) is not None:
                return run, kept
        raise _unknown()

    def _held(self, run_id: str, token: str) -> tuple[ParkedRun, ParkedGate]:
        """The gate as it is now that the lock is held."""
        run = self.folder.read(run_id)
        kept = run.find(token) if run is not None else None
        if run is None or kept is None:
            raise _unknown()
        return run, kept

    def _decided(self, decision: str, node_id: str, prompt_id: str) -> tuple[ParkedRun, ParkedGate] | None:
        named = resuming.read_decision(decision)
        run = self.folder.read(named[0]) if named else None
        token = run.lanes.token(node_id, named[1]) if run is not None and named else None
        kept = run.find(token) if run is not None and token else None
        if run is None or kept is None or kept.answer is None or kept.gate.state is GateState.CANCELLED:
            return None
        return (run, kept) if self.rests.queued_by(run, prompt_id) else None

    def _is_whole(self, run: ParkedRun, kept: ParkedGate) -> bool:
        """Whether all its arrays are there, in the size and type that their headers promise. Reads no pixels."""
        try:
            for name in keeping.files_of(kept):
                open_array(self.folder.root / run.id / name)
        except (OSError, ValueError) as error:
            _LOG.error("What was kept of the gate %s is damaged: %s", kept.token, error, extra=DAMAGE)
            return False
        return True

    def _result(self, run: ParkedRun, kept: ParkedGate) -> GateResult:
        def array(what: str) -> Any:
            return read_array(self.folder.root / run.id / keeping.file_of(kept.token, what))

        arrays = {name: array(f"value{number}") for number, name in enumerate(kept.arrays)}
        return GateResult(
            answer=kept.answer or GateAnswer(),
            images=array("images") if kept.images else None,
            text=kept.text,
            mask=array("mask") if kept.mask else None,
            passing={**kept.values, **arrays},
        )


def _files_of_run(run: ParkedRun) -> set[str]:
    kept = (one for one in run.gates if one.gate.state is not GateState.CANCELLED)
    return {name for one in kept for name in keeping.files_of(one)}


def _unknown() -> NotFound:
    return NotFound("There is no such gate.", hint="It may have ended: look at the list again.", field="gate")


def _too_late(gate: Gate) -> Conflict:
    return Conflict("This gate is decided already.", details={"current": gate})
