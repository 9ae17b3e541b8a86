"""Answers: to a gate that waits, at once; to a parked one, by queueing the rest of its run."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from attrs import evolve

from ...core.contracts.gates import (
    AnsweredBy,
    Decided,
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    GateState,
    Repeat,
)
from ...core.contracts.uploads import Upload
from ...core.errors import NotFound, PenstockError
from .checking import check_takes_mask, checked_answer, checked_array
from .entries import Entry
from .registry import conflict, encoded_conflicts
from .service_inputs import input_hash
from .service_parts import Parts

_LOG: Final = logging.getLogger("penstock.gates")
OPEN: Final = (GateState.ARMED, GateState.PARKED)


class Answering:
    """Decides gates, whoever asks for it. Blocks; safe on any thread, never call it on an event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts: Final = parts
        self.parked_lock: Final = threading.RLock()
        """One change of parked gates at a time: whoever comes second sees what the first one did."""

    def find(self, token: str) -> Gate:
        """A gate as it is now, open or lately ended; `NotFound`."""
        gate = self._parts.registry.known(token)
        if gate is not None:
            return gate
        try:
            return self._parts.parked.get(token)
        except NotFound:
            with self.parked_lock:  # one that ends in this moment leaves the disk first, and is then remembered
                gate = self._parts.registry.known(token)
            if gate is None:
                raise
            return gate

    def open_gate(self, token: str) -> Gate:
        """A gate that can be answered; `Conflict`, `NotFound`."""
        gate = self.find(token)
        if gate.state not in OPEN or gate.decided is not None:
            raise conflict(gate)
        return gate

    def by_user(self, token: str, answer: GateAnswer, mask: Upload | None, client_id: str) -> Gate:
        """A person's answer. Its mask becomes the draft only where this answer is the one that counts."""
        gate = self.open_gate(token)
        checked = checked_answer(gate, answer)
        if mask is None:
            painted = None if answer.clear_mask else self.draft_of(gate)
            return self.decide(token, checked, AnsweredBy.USER, mask=painted, client_id=client_id)
        check_takes_mask(gate)
        draft = self._parts.drafts.checked(mask, gate.width, gate.height)
        return self.decide(
            token, checked, AnsweredBy.USER, mask=levels(draft), client_id=client_id, then=partial(self._stick, draft)
        )

    def by_plugin(self, token: str, plugin: str, answer: GateAnswer) -> Gate:
        """A plugin's answer, with its own mask or the draft."""
        gate = self.open_gate(token)
        checked = checked_answer(gate, answer)
        given = None if answer.mask is None else checked_array(gate, answer.mask)
        painted = self.draft_of(gate) if given is None and not answer.clear_mask else given
        return self.decide(token, checked, AnsweredBy.PLUGIN, mask=painted, plugin=plugin)

    def decide(
        self,
        token: str,
        answer: GateAnswer,
        by: AnsweredBy,
        *,
        mask: Any = None,
        plugin: str = "",
        client_id: str = "",
        then: Callable[[Gate], None] | None = None,
    ) -> Gate:
        """End an armed gate with a checked answer, or answer a parked one; `Conflict` where somebody was faster.

        `then` is called with the gate where this answer counts, before its node goes on.
        """
        decided = self.decision(answer, by, mask, plugin)
        entry = self._parts.registry.entry(token)
        if entry is not None:
            try:
                return self._end(entry, answer, mask, decided, GateState.ANSWERED, then)
            except NotFound:  # it was parked in this moment
                pass
        answered = self._answer_parked(token, answer, mask, decided, client_id)
        if then is not None:
            then(answered)
        return answered

    def let_through(self, entry: Entry, answer: GateAnswer) -> Gate:
        """End an armed gate that nobody answered; one that was parked meanwhile is `NotFound` here."""
        mask = self.draft_of(entry.gate)
        return self._end(entry, answer, mask, self.decision(answer, AnsweredBy.POLICY, mask), GateState.EXPIRED)

    def decision(self, answer: GateAnswer, by: AnsweredBy, mask: Any, plugin: str = "") -> Decided:
        """How everybody is told of a checked answer."""
        return Decided(
            by=by,
            route=answer.route,
            selection=answer.selection,
            text=answer.text,
            masked=mask is not None,
            plugin=plugin,
            at=self._parts.clock.wall_ms(),
        )

    def draft_of(self, gate: Gate) -> Any:
        """The mask painted at a gate so far, float32 `[H,W]`; None where there is none."""
        if gate.kind is not GateKind.IMAGE:
            return None
        entry = self._parts.registry.entry(gate.token)
        if entry is not None:
            return None if entry.draft is None else levels(entry.draft)
        draft = self._parts.drafts.draft(gate.place, gate.width, gate.height)
        return None if draft is None else levels(draft.array)

    def _end(
        self,
        entry: Entry,
        answer: GateAnswer,
        mask: Any,
        decided: Decided,
        state: GateState,
        then: Callable[[Gate], None] | None = None,
    ) -> Gate:
        question = entry.question
        result = result_of(question, answer, mask)

        def keep(gate: Gate) -> None:
            self._parts.parked.remember(gate, question, answer, mask, entry.call.prompt)
            if _is_for_later(gate):
                self._keep(gate, answer, entry.input_hash)
            if then is not None:
                then(gate)

        return self._parts.registry.end(entry.gate.token, result, before_waking=keep, state=state, decided=decided)

    def _stick(self, draft: Any, gate: Gate) -> None:
        try:
            self._parts.drafts.save(gate.place, draft, gate.width, gate.height)
        except PenstockError as error:  # the answer went along with its mask: the next run starts without, that is all
            _LOG.warning("A mask could not be kept for the next run: %s", error)

    def _keep(self, gate: Gate, answer: GateAnswer, input_hash: str) -> None:
        try:
            self._parts.kept.keep(gate.place, gate, answer, input_hash)
        except PenstockError as error:  # the answer itself counts: the next run asks again, that is all
            _LOG.warning("An answer could not be kept for the next run: %s", error)

    def _answer_parked(self, token: str, answer: GateAnswer, mask: Any, decided: Decided, client_id: str) -> Gate:
        with self.parked_lock, encoded_conflicts():
            gate = self.open_gate(token)
            came_in = self._hash_of_parked(gate)  # before the rest runs, and its images go
            changed = self._parts.parked.answer(evolve(gate, decided=decided), answer, mask, client_id)
            if _is_for_later(changed):
                self._keep(changed, answer, came_in)
            self._parts.registry.tell(changed)
            return changed

    def _hash_of_parked(self, gate: Gate) -> str:
        if gate.repeat is Repeat.ASK:
            return ""
        images = None if gate.kind is GateKind.TEXT else self._parts.parked.images(gate.token)
        return input_hash(images, gate.text)


def _is_for_later(gate: Gate) -> bool:
    """Whether the next run is to use this decision again."""
    by = None if gate.decided is None else gate.decided.by
    return by in (AnsweredBy.USER, AnsweredBy.PLUGIN) and gate.repeat is not Repeat.ASK


def result_of(question: GateQuestion, answer: GateAnswer, mask: Any) -> GateResult:
    """What the node gets: its own images and values, untouched."""
    return GateResult(answer=answer, images=question.images, text=question.text, mask=mask, passing=question.passing)


def levels(mask: Any) -> Any:
    """A painted mask (uint8) as nodes get it: float32 0..1, None where nothing is painted."""
    import numpy

    if not mask.any():
        return None
    return numpy.divide(mask, numpy.float32(255), dtype=numpy.float32)
