"""The one place where armed gates are decided: under one lock, each exactly once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.gates import CancelReason, Gate, GateResult, GateState
from ...core.errors import Conflict, NotFound
from ...core.events.base import Event
from ...core.events.gates import GateAnswered, GateArmed, GateCancelled, GateEvent, GateExpired, GateParked
from ...core.nodes import Interrupted
from ...core.wire import encode
from .entries import Entry, Key
from .waiting import Waiter

REMEMBERED: Final = 1_000
"""Ended gates that are remembered, so that a late answer is told what happened."""

EVENTS: Final[Mapping[GateState, type[GateEvent]]] = {
    GateState.ARMED: GateArmed,
    GateState.PARKED: GateParked,
    GateState.ANSWERED: GateAnswered,
    GateState.CANCELLED: GateCancelled,
    GateState.EXPIRED: GateExpired,
}


class GateRegistry:
    """Every armed gate, and how the latest ones ended. Safe on any thread; nothing here blocks.

    Events are published under the lock, so that their order is that of the changes; `publish` only queues. `ended` is
    called with the token of each gate that waits no more, without the lock, after its node was woken.
    """

    def __init__(
        self,
        clock: Clock,
        publish: Callable[[Event], object],
        *,
        first_order: int = 1,
        remembered: int = REMEMBERED,
        ended: Callable[[str], object] = lambda _token: None,
    ) -> None:
        self._clock: Final = clock
        self._publish: Final = publish
        self._remembered: Final = remembered
        self._when_ended: Final = ended
        self._lock: Final = threading.Lock()
        self._armed: Final[dict[str, Entry]] = {}
        self._tokens: Final[dict[Key, str]] = {}
        self._ended: Final[OrderedDict[str, Gate]] = OrderedDict()
        self._order = first_order
        self._closed = False

    def arm(self, entry: Entry) -> Gate:
        """Open a gate. One that still waits under the same key belonged to a run that is over, and is cancelled.

        `Interrupted` after `close`, and where the node has left: nobody would ever answer, or wait for it.
        """
        with self._lock:
            older = self._arm(entry)
        if older is not None:
            self._let_go(older)
        return entry.gate

    def arm_decided(self, entry: Entry, **changes: Any) -> Gate:
        """A gate whose answer is known already: told as armed and as ended, and open to nobody in between."""
        with self._lock:
            older = self._arm(entry)
            self._end(entry, None, changes)
        if older is not None:
            self._let_go(older)
        return entry.gate

    def end(
        self,
        token: str,
        result: GateResult | None,
        *,
        stop: bool = False,
        before_waking: Callable[[Gate], None] | None = None,
        **changes: Any,
    ) -> Gate:
        """End an armed gate with `changes` (its `state` among them); the node gets `result`, or stops where None.

        `Conflict` where it was not armed any more, `NotFound` where it is not known. With `stop` its run is asked to
        stop, under the lock: the node cannot leave the gate meanwhile, so that it is this run which is stopped and
        never the next one. `before_waking` is called with the ended gate, without the lock, before the node goes on.
        """
        with self._lock:
            entry = self._armed.get(token)
            if entry is None:
                raise self._refusal(token)
            self._end(entry, result, changes)
            try:
                if stop:
                    entry.call.stop()
            except BaseException:
                self._let_go(entry)
                raise
        try:
            if before_waking is not None:
                before_waking(entry.gate)
        finally:
            self._let_go(entry)
        return entry.gate

    def cancel(self, token: str, reason: CancelReason) -> bool:
        """Cancel a gate whose run is over; False where it had ended before."""
        try:
            self.end(token, None, **_cancelled(reason))
        except (Conflict, NotFound):
            return False
        return True

    def leave(self, token: str, waiter: Waiter, reason: CancelReason) -> None:
        """The node waits no more: cancel its gate, and arm none where that is still to come."""
        with self._lock:
            waiter.left = True
        self.cancel(token, reason)

    def close(self) -> None:
        """Cancel every gate that waits, since the host stops, and arm no more."""
        with self._lock:
            self._closed = True
        for entry in self.entries():
            self.cancel(entry.gate.token, CancelReason.RUN_ENDED)

    def start_parking(self, token: str) -> Entry:
        """Mark that somebody writes the candidates; `Conflict` where somebody does already, or the gate has ended."""
        with self._lock:
            entry = self._armed.get(token)
            if entry is None or entry.parking:
                raise self._refusal(token)
            entry.parking = True
        return entry

    def stay_armed(self, token: str, why_not_parked: str) -> None:
        """Parking failed: the gate waits on, and says why, unless it has ended meanwhile."""
        with self._lock:
            entry = self._armed.get(token)
            if entry is not None:
                entry.parking = False
                entry.gate = evolve(entry.gate, why_not_parked=why_not_parked)

    def draft(self, token: str, draft: Any, revision: int) -> Gate:
        """Another draft mask, None for none; `Conflict` where the gate has ended."""
        with self._lock:
            entry = self._armed.get(token)
            if entry is None:
                raise self._refusal(token)
            entry.draft = draft
            entry.gate = evolve(
                entry.gate, has_mask=draft is not None, mask_revision=max(revision, entry.gate.mask_revision + 1)
            )
            return entry.gate

    def entry(self, token: str) -> Entry | None:
        """The armed gate of that token, None where there is none (any more)."""
        with self._lock:
            return self._armed.get(token)

    def entries(self) -> tuple[Entry, ...]:
        """Every armed gate, oldest first."""
        with self._lock:
            return tuple(self._armed.values())

    def known(self, token: str) -> Gate | None:
        """An armed gate, or one that ended lately."""
        with self._lock:
            return self._known(token)

    def tell(self, gate: Gate) -> None:
        """A gate that was parked has ended, or what is queued for it changed. That it ended is told once."""
        with self._lock:
            if gate.token in self._ended:
                return
            if gate.state is not GateState.PARKED:
                self._keep_ended(gate)
            self._publish(EVENTS[gate.state](gate=gate))

    def refusal(self, token: str) -> Conflict | NotFound:
        """The error for an armed or ended gate that cannot be changed as wished."""
        with self._lock:
            return self._refusal(token)

    def _arm(self, entry: Entry) -> Entry | None:
        if self._closed:
            raise Interrupted("Penstock is stopping.")
        if entry.waiter.left:
            raise Interrupted("The run is over.")
        older = self._tokens.get(entry.key)
        gone = None if older is None else self._end(self._armed[older], None, _cancelled(CancelReason.RUN_ENDED))
        entry.gate = evolve(entry.gate, order=self._order)
        self._order += 1
        self._armed[entry.gate.token] = entry
        self._tokens[entry.key] = entry.gate.token
        self._publish(GateArmed(gate=entry.gate))
        return gone

    def _end(self, entry: Entry, result: GateResult | None, changes: Mapping[str, Any]) -> Entry:
        state = GateState(changes["state"])
        ended = None if state is GateState.PARKED else self._clock.wall_ms()
        entry.gate = evolve(entry.gate, ended=ended, **changes)
        entry.waiter.decide(result)
        del self._armed[entry.gate.token]
        del self._tokens[entry.key]
        if state is not GateState.PARKED:
            self._keep_ended(entry.gate)
        self._publish(EVENTS[state](gate=entry.gate))
        return entry

    def _let_go(self, entry: Entry) -> None:
        entry.waiter.wake()
        self._when_ended(entry.gate.token)

    def _keep_ended(self, gate: Gate) -> None:
        self._ended[gate.token] = gate
        while len(self._ended) > self._remembered:
            self._ended.popitem(last=False)

    def _known(self, token: str) -> Gate | None:
        entry = self._armed.get(token)
        return self._ended.get(token) if entry is None else entry.gate

    def _refusal(self, token: str) -> Conflict | NotFound:
        gate = self._known(token)
        return unknown_gate(token) if gate is None else conflict(gate)


def _cancelled(reason: CancelReason) -> dict[str, Any]:
    return {"state": GateState.CANCELLED, "reason": reason}


def unknown_gate(token: str) -> NotFound:
    """The error for a token that nobody knows (any more)."""
    return NotFound(f"There is no gate {token!r} (any more).", hint="Load the open gates again.", field="gate")


_HINTS: Final = {
    GateState.ARMED: "Try again in a moment.",
    GateState.PARKED: "It is kept: answer it from the list of gates.",
    GateState.ANSWERED: "Somebody else was faster; nothing was changed by this answer.",
    GateState.CANCELLED: "Run the workflow again to be asked again.",
    GateState.EXPIRED: "Run the workflow again to be asked again.",
}


def conflict(gate: Gate, message: str = "", hint: str = "") -> Conflict:
    """The error for a gate that is not (any more) what somebody took it for; carries it as it is now."""
    return Conflict(
        message or _message(gate), hint=hint or _HINTS[gate.state], field="gate", details={"current": encode(gate)}
    )


@contextmanager
def encoded_conflicts() -> Iterator[None]:
    """What comes from the disk tells the gate itself; whoever gets the error gets it as JSON, as from here."""
    try:
        yield
    except Conflict as error:
        current = error.details.get("current")
        if not isinstance(current, Gate):
            raise
        raise conflict(current, error.message, error.hint) from error


def _message(gate: Gate) -> str:
    if gate.state is GateState.ARMED:
        return "The gate is being parked."
    return f"The gate has been {gate.state.value}." if gate.state is not GateState.EXPIRED else "The gate has expired."
