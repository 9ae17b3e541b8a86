"""Gates that were answered while their run waited, beside one that was parked: the rest needs those answers, too.

Such an answer is held in memory while its run goes on, and written to the folder of the run as soon as there is one;
without it the rest of the run would ask the same people the same thing again.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Any, Final

from attrs import define, evolve, field

from ...core.contracts.gates import Gate, GateAnswer, GateQuestion
from ...core.errors import PenstockError
from ...core.values import frozen
from . import keeping
from .parked_rests import Rests
from .parked_values import ParkedGate, ParkedRun

_LOG: Final = logging.getLogger("penstock.gates")


@frozen
class _Answered:
    kept: ParkedGate
    question: GateQuestion = field(repr=False)
    mask: Any = field(repr=False)


@define
class AnsweredSiblings:
    """Answers of runs that go on, by prompt id. Safe on any thread."""

    rests: Rests
    _by_prompt: dict[str, dict[str, _Answered]] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def remember(
        self, gate: Gate, question: GateQuestion, answer: GateAnswer, mask: Any, prompt: Mapping[str, Any]
    ) -> None:
        """An armed gate was answered. Costs nothing where the prompt has no other gate."""
        if self.rests.queue is None or not keeping.has_other_gates(prompt, gate.node_id):
            return
        if gate.node_id not in prompt or keeping.unkeepable(question):
            return
        kept = evolve(
            keeping.parked_gate(gate, question),
            gate=gate,
            answer=evolve(answer, mask=None),
            mask=mask is not None,
            parked=False,
        )
        with self._lock:
            self._by_prompt.setdefault(gate.prompt_id, {})[gate.token] = _Answered(kept, question, mask)

    def busy(self) -> bool:
        """Whether any answer is held."""
        return bool(self._by_prompt)

    def write_to(self, run: ParkedRun) -> ParkedRun:
        """Write the answers of this run beside its parked gates; the run with them. Hold its lock.

        One that cannot be written is asked for again: that is all.
        """
        with self._lock:
            answered = self._by_prompt.pop(run.prompt_id, {}) if self._belongs(run) else {}
        for one in answered.values():
            run = self._written(run, one)
        return run

    def look(self) -> None:
        """Write what belongs to a run with parked gates, forget what belongs to runs that have ended."""
        for run in self.rests.folder.runs():
            if run.prompt_id in self._by_prompt and self._belongs(run):
                self._write_beside(run.id)
        for prompt_id in list(self._by_prompt):
            if self._has_ended(prompt_id):
                with self._lock:
                    self._by_prompt.pop(prompt_id, None)

    def _belongs(self, run: ParkedRun) -> bool:
        return run.host == self.rests.host and not run.over

    def _write_beside(self, run_id: str) -> None:
        try:
            with self.rests.folder.holding(run_id, patience=0):
                run = self.rests.folder.read(run_id)
                if run is not None:
                    self.write_to(run)
        except PenstockError as error:
            _LOG.info("An answer is written beside its parked gate later: %s", error)

    def _written(self, run: ParkedRun, one: _Answered) -> ParkedRun:
        token, folder = one.kept.token, self.rests.folder
        arrays = keeping.arrays_of(one.question) | ({} if one.mask is None else {"mask": one.mask})
        files = {keeping.file_of(token, what): array for what, array in arrays.items()}
        try:
            folder.write_arrays(run.id, files)
            folder.write(run, run.with_gate(one.kept))
        except PenstockError as error:
            _LOG.warning("An answer could not be kept beside a parked gate, its gate will be asked again: %s", error)
            folder.discard(run.id, list(files))
            return run
        return run.with_gate(one.kept)

    def _has_ended(self, prompt_id: str) -> bool:
        try:
            return self.rests.has_ended(prompt_id)
        except PenstockError as error:
            _LOG.info("What became of a run is asked again: %s", error)
            return False
