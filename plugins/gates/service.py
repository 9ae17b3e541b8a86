"""The service `Gates`: one registry decides, the rest works for it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from typing import Final

from attrs import evolve

from ...core.contracts.gates import (
    CancelReason,
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    GateState,
    Unanswered,
)
from ...core.contracts.uploads import Upload
from ...core.errors import Conflict, Invalid, NotFound
from ...core.nodes import NodeCall
from ...core.settings import Settings
from .checking import check_takes_mask
from .entries import Entry
from .policies import let_through
from .registry import conflict, encoded_conflicts
from .service_answering import Answering
from .service_asking import Asking
from .service_parking import Parking
from .service_parts import Parts
from .watcher import Watcher

_SIZES: Final = range(64, 4_097)


class GateService:
    """`Gates` for armed gates, and the way to the parked ones. Every method but `ask` blocks; safe on any thread."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        self._parts: Final = parts
        self._answering: Final = Answering(parts)
        self._parking: Final = Parking(parts)
        self.watcher: Final = Watcher(parts.registry, parts.clock, settings, self._leave, parts.copies.look)
        self._asking: Final = Asking(parts, self._answering, self._parking, self.watcher)
        self._closing: Final = ExitStack()

    async def ask(self, call: NodeCall, question: GateQuestion) -> GateResult:
        """Arm a gate and wait; on the loop of the run."""
        return await self._asking.ask(call, question)

    def decided(self, decision: str, call: NodeCall) -> bool:
        """Whether `decision` holds a kept answer for this call."""
        return bool(decision) and self._parts.parked.decided(decision, call.node_id, call.prompt_id)

    def open(self) -> tuple[Gate, ...]:
        """Every gate that is armed or parked, oldest first."""
        armed = {entry.gate.token: entry.gate for entry in self._parts.registry.entries()}
        kept = [gate for gate in self._parts.parked.open() if self._parts.registry.known(gate.token) is None]
        parked = {gate.token: self._with_draft(gate) for gate in kept}
        return tuple(sorted({**parked, **armed}.values(), key=lambda gate: gate.order))

    def get(self, token: str) -> Gate:
        """One gate, open or lately ended; `NotFound`."""
        return self._with_draft(self._answering.find(token))

    def answer(self, token: str, answer: GateAnswer, *, mask: Upload | None = None, client_id: str = "") -> Gate:
        """Decide an open gate."""
        return self._answering.by_user(token, answer, mask, client_id)

    def stop(self, token: str, *, answered: bool = False) -> Gate:
        """Stop the run of an armed gate, discard a parked one; one with an answer only where that is known."""
        try:
            if self._parts.registry.entry(token) is not None:
                return self._parts.registry.end(
                    token, None, stop=True, state=GateState.CANCELLED, reason=CancelReason.STOPPED
                )
        except NotFound:  # it was parked in this moment
            pass
        return self._change_parked(token, partial(self._parts.parked.discard, answered=answered))

    def park(self, token: str) -> Gate:
        """Keep an armed gate for later."""
        gate = self._answering.find(token)
        if gate.state is not GateState.ARMED:
            raise conflict(gate)
        try:
            return self._parking.park(token)
        except NotFound as error:  # somebody else parked it in this moment
            raise conflict(self._answering.find(token)) from error

    def requeue(self, token: str, *, client_id: str = "") -> Gate:
        """Queue the rest of an answered gate again."""
        return self._change_parked(token, partial(self._parts.parked.requeue, client_id=client_id))

    def set_mask(self, token: str, mask: Upload | None) -> Gate:
        """Replace the draft mask, durably; None clears it."""
        gate = self._answering.open_gate(token)
        check_takes_mask(gate)
        array = None
        if mask is None:
            self._parts.drafts.clear(gate.place)
        else:
            found = self._parts.drafts.save(gate.place, mask, gate.width, gate.height).array
            array = found if found.any() else None
        revision = self._parts.drafts.revision(gate.place)
        try:
            return self._parts.registry.draft(token, array, revision)
        except NotFound:  # a parked one
            pass
        with encoded_conflicts():
            return self._parts.parked.set_mask(token, has_mask=array is not None, mask_revision=revision)

    def mask_png(self, token: str) -> bytes | None:
        """The draft mask as a PNG."""
        gate = self._answering.find(token)
        return self._parts.drafts.png(gate.place, gate.width, gate.height) if gate.kind is GateKind.IMAGE else None

    def picture(self, token: str, index: int, size: int) -> bytes:
        """One candidate of an open gate."""
        gate = self._answering.find(token)
        if not 0 <= index < gate.count:
            raise NotFound(f"This gate has no image {index}.", hint=f"It has {gate.count}.", field="index")
        if size != 0 and size not in _SIZES:
            raise Invalid("A picture has 64 to 4096 pixels a side.", hint="0 is its full size.", field="size")
        entry = self._parts.registry.entry(token)
        images = self._parts.parked.images(token) if entry is None else entry.question.images
        return self._parts.pictures.encode(images, index, size)

    def kept_answers(self) -> Mapping[str, Gate]:
        """The answers that are used again, by place."""
        return self._parts.kept.all()

    def forget_answer(self, place: str) -> None:
        """Ask again at this place."""
        self._parts.kept.forget(place)

    def looked(self) -> None:
        """Somebody who could answer is there."""
        self.watcher.somebody_looked()

    def look_at_parked(self) -> None:
        """Ask what became of the queued rests, and tell what changed. Blocks; from a thread of our own."""
        if self._parts.parked.busy():
            with self._answering.parked_lock:
                for gate in self._parts.parked.look():
                    self._parts.registry.tell(gate)

    def close(self) -> None:
        """Let go of everything: gates that still wait are cancelled, their runs are over."""
        self.watcher.stop()
        self._parts.copies.close()
        self._parts.registry.close()
        self._parts.workers.settle()
        self._closing.close()

    def on_close(self, callback: Callable[[], object]) -> None:
        """Call it when this service is closed."""
        self._closing.callback(callback)

    def _change_parked(self, token: str, change: Callable[[str], Gate]) -> Gate:
        with self._answering.parked_lock, encoded_conflicts():
            gate = self._answering.find(token)
            if gate.state is not GateState.PARKED:
                raise conflict(gate)
            changed = change(token)
            self._parts.registry.tell(changed)
            return changed

    def _leave(self, entry: Entry, choice: Unanswered) -> None:
        """Let a gate go that nobody answers; in the watcher's thread, which must not wait for the disk."""
        if choice is Unanswered.PARK:
            self._parking.park_or_stop(entry.gate.token)
        elif choice is Unanswered.STOP:
            self._parking.expire(entry.gate.token)
        else:
            with suppress(Conflict, NotFound):  # somebody answered in this moment, or parked it
                self._answering.let_through(entry, let_through(entry.gate))

    def _with_draft(self, gate: Gate) -> Gate:
        """A parked gate tells the mask of its place as it is now: another gate of that place may have changed it."""
        if gate.state is not GateState.PARKED or gate.kind is not GateKind.IMAGE or gate.decided is not None:
            return gate
        has_mask, revision = self._parts.drafts.told(gate.place, gate.width, gate.height)
        return evolve(gate, has_mask=has_mask, mask_revision=revision)
