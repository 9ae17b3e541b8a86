"""A node's question, from the loop of its run: arm a gate, wait, hand back what was decided."""

import asyncio
import contextlib
from functools import partial
from typing import Any, Final

from attrs import evolve, field

from ...core.arrays import as_numpy
from ...core.contracts.gates import (
    AnsweredBy,
    CancelReason,
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    GateState,
    PendingGate,
    Repeat,
    Wait,
)
from ...core.errors import Conflict, Invalid, NotFound
from ...core.nodes import Interrupted, NodeCall
from ...core.values import frozen
from .checking import check_question, checked_answer
from .entries import Entry
from .service_answering import Answering, levels, result_of
from .service_inputs import gate_of, input_hash
from .service_parking import Parking
from .service_parts import Parts
from .waiting import Waiter
from .watcher import Watcher


@frozen(kw_only=True)
class _Prepared:
    """What was read from the disk before a gate is armed; `again` is the kept answer that is used again."""

    gate: Gate
    draft: Any = field(repr=False)
    input_hash: str
    again: GateAnswer | None


class Asking:
    """Asks for nodes. What blocks is done in threads; the wait itself needs none."""

    def __init__(self, parts: Parts, answering: Answering, parking: Parking, watcher: Watcher) -> None:
        self._parts: Final = parts
        self._answering: Final = answering
        self._parking: Final = parking
        self._watcher: Final = watcher

    async def ask(self, call: NodeCall, question: GateQuestion) -> GateResult:
        """See `Gates.ask`."""
        if question.decision:
            known = await asyncio.to_thread(self._parts.parked.result, question.decision, call.node_id, call.prompt_id)
            if known is not None:
                return known
        check_question(question)
        waiter, token = Waiter(), self._parts.ids.new()
        # In a thread of its own to the end: other nodes of the run may keep its loop busy for minutes.
        self._parts.workers.start("arming", partial(self._open, token, call, question, waiter))
        try:
            result = await waiter.wait()
        except BaseException:  # the loop ends, or this coroutine is thrown away: nobody waits any more
            reason = CancelReason.INTERRUPTED if call.interrupted() else CancelReason.RUN_ENDED
            self._parts.registry.leave(token, waiter, reason)
            raise
        if result is None:
            raise Interrupted("The run was stopped at a gate.")
        return result

    def _open(self, token: str, call: NodeCall, question: GateQuestion, waiter: Waiter) -> None:
        """Arm the gate, or hand over the kept answer that is used again; what fails is the node's error."""
        try:
            prepared = self._prepare(token, call, question)
            entry = Entry(
                gate=prepared.gate,
                question=question,
                call=call,
                waiter=waiter,
                since=self._parts.clock.monotonic(),
                draft=prepared.draft,
                input_hash=prepared.input_hash,
            )
            if prepared.again is None:
                self._parts.registry.arm(entry)
                self._offer(entry)
            else:
                waiter.hand_over(self._replay(entry, prepared.again))
        except BaseException as error:
            waiter.fail(error)

    def _prepare(self, token: str, call: NodeCall, question: GateQuestion) -> _Prepared:
        parts = self._parts
        gate = gate_of(token, parts.clock.wall_ms(), call, question)
        found = parts.drafts.draft(gate.place, gate.width, gate.height) if gate.kind is GateKind.IMAGE else None
        gate = evolve(
            gate,
            has_mask=found is not None,
            mask_revision=parts.drafts.revision(gate.place) if gate.kind is GateKind.IMAGE else 0,
            why_not_parked=parts.parked.why_not(question, call.prompt, call.node_id),
        )
        hashed = "" if question.repeat is Repeat.ASK else input_hash(question.images, question.text)
        return _Prepared(
            gate=gate,
            draft=None if found is None else found.array,
            input_hash=hashed,
            again=self._kept_answer(gate, question.repeat, hashed),
        )

    def _kept_answer(self, gate: Gate, repeat: Repeat, hashed: str) -> GateAnswer | None:
        kept = None if repeat is Repeat.ASK else self._parts.kept.get(gate.place)
        if kept is None or (repeat is Repeat.SAME_INPUT and kept.input_hash != hashed):
            return None
        try:
            return checked_answer(gate, kept.answer)
        except Invalid:  # it fits no more: the gate asks anew
            return None

    def _replay(self, entry: Entry, answer: GateAnswer) -> GateResult:
        mask = None if answer.clear_mask or entry.draft is None else levels(entry.draft)
        decided = self._answering.decision(answer, AnsweredBy.KEPT, mask)
        gate = self._parts.registry.arm_decided(entry, state=GateState.ANSWERED, decided=decided)
        self._parts.parked.remember(gate, entry.question, answer, mask, entry.call.prompt)
        return evolve(result_of(entry.question, answer, mask), replayed=True)

    def _offer(self, entry: Entry) -> None:
        """Ask people, and plugins where there are any; park it at once where that is wished and can be done."""
        self._watcher.wake()
        park = entry.question.wait is Wait.PARK and not entry.gate.why_not_parked
        if self._parts.plugins:
            self._parts.workers.start("plugins", partial(self._ask_plugins, entry, park=park))
        elif park:
            self._parts.workers.start("parking", partial(self._parking.park_or_wait, entry.gate.token))

    def _ask_plugins(self, entry: Entry, *, park: bool) -> None:
        token = entry.gate.token

        def submit(plugin: str, answer: GateAnswer) -> bool:
            with contextlib.suppress(Conflict, NotFound):  # people were faster
                self._answering.by_plugin(token, plugin, answer)
            return True

        pending = PendingGate(gate=entry.gate, read=partial(_read, entry.question.images))
        if not self._parts.plugins.ask(pending, submit) and park:
            self._parking.park_or_wait(token)


def _read(images: Any) -> Any:
    """The candidates for plugins: a view that cannot be written to, empty where there are none."""
    import numpy

    view = numpy.empty((0, 0, 0, 3), numpy.float32) if images is None else as_numpy(images).view()
    view.flags.writeable = False
    return view
