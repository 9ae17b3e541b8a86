"""Parking: the candidates are written first, while the gate stays open; then one transition frees the run."""

import logging
from typing import Final

from ...core.contracts.gates import Gate, GateResult, GateState
from ...core.errors import Conflict, NotFound, PenstockError, from_os_error
from .entries import Entry
from .registry import conflict, encoded_conflicts
from .service_parts import Parts

_LOG: Final = logging.getLogger("penstock.gates")


class Parking:
    """Moves armed gates to the disk. Blocks for as long as the disk takes; never call it on an event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts: Final = parts

    def why_not(self, entry: Entry) -> str:
        """Why that gate cannot be parked, empty where it can."""
        return self._parts.parked.why_not(entry.question, entry.call.prompt, entry.gate.node_id)

    def park(self, token: str) -> Gate:
        """Park a gate; `Conflict` where it has ended, is being parked or cannot be, and the errors of the disk."""
        return self._write(self._parts.registry.start_parking(token))

    def park_or_wait(self, token: str) -> None:
        """Park a gate that wants it; where that fails it waits, and says why."""
        try:
            self.park(token)
        except PenstockError as error:
            _LOG.info("A gate is not parked: %s", error)

    def park_or_stop(self, token: str) -> None:
        """Park a gate that nobody answers, in a thread of our own; where that fails its run is stopped."""
        try:
            entry = self._parts.registry.start_parking(token)
        except (Conflict, NotFound):  # it ended, or somebody parks it right now
            return
        self._parts.workers.start("parking", lambda: self._write_or_stop(entry))

    def expire(self, token: str) -> bool:
        """End a gate that nobody answers together with its run; False where it had ended before."""
        try:
            self._parts.registry.end(token, None, stop=True, state=GateState.EXPIRED)
        except (Conflict, NotFound):
            return False
        return True

    def _write_or_stop(self, entry: Entry) -> None:
        try:
            self._write(entry)
        except PenstockError as error:
            if self.expire(entry.gate.token):
                _LOG.warning("Nobody answered a gate, it could not be parked, its run was stopped: %s", error)

    def _write(self, entry: Entry) -> Gate:
        token, registry = entry.gate.token, self._parts.registry
        try:
            self._keep(entry)
        except PenstockError as error:
            registry.stay_armed(token, error.message)
            raise
        except BaseException:
            registry.stay_armed(token, "It could not be written.")
            raise
        try:
            return registry.end(token, GateResult(parked=True), state=GateState.PARKED, why_not_parked="", expires=None)
        except (Conflict, NotFound):
            self._parts.parked.drop(token)
            raise

    def _keep(self, entry: Entry) -> None:
        reason = self.why_not(entry)
        if reason:
            raise conflict(entry.gate, reason, "Answer it now, or stop the run.")
        try:
            with encoded_conflicts():
                self._parts.parked.keep(entry.gate, entry.question, entry.call.prompt, entry.call.extra_pnginfo)
        except OSError as error:
            raise from_os_error(error, "park the gate") from error
