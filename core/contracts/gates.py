"""Gates: human decisions inside a run. The values, and the service that nodes, routes and other plugins use.

A gate is *armed* while a run waits for it, or *parked*: its candidates are kept on disk, the run has finished without
what depends on it, and an answer queues the rest. One registry decides under one lock, in the answering thread:
armed -> answered | cancelled | expired | parked, and parked -> answered | cancelled. Exactly once: whoever comes second
gets a `Conflict`. `Gates.ask` belongs to the loop of its run; every other method blocks and is safe on any thread.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from .gate_values import AnsweredBy as AnsweredBy
from .gate_values import CancelReason as CancelReason
from .gate_values import Decided as Decided
from .gate_values import Gate as Gate
from .gate_values import GateAnswer as GateAnswer
from .gate_values import GateKind as GateKind
from .gate_values import GateQuestion as GateQuestion
from .gate_values import GateResult as GateResult
from .gate_values import GateState as GateState
from .gate_values import PendingGate as PendingGate
from .gate_values import Repeat as Repeat
from .gate_values import Unanswered as Unanswered
from .gate_values import Wait as Wait
from .uploads import Upload

if TYPE_CHECKING:
    from ..nodes import NodeCall


class Gates(Protocol):
    """The one registry of a host's gates."""

    async def ask(self, call: "NodeCall", question: GateQuestion) -> GateResult:
        """Arm a gate for this call and wait for its outcome; the wait costs nothing and blocks no other node.

        Returns when it is answered (by a person, a plugin, a kept answer or a policy) or parked; a question whose
        `decision` names a parked gate that was answered returns at once, with the kept candidates. Raises
        `Interrupted` where the gate or the run was stopped, `Invalid` for a question that cannot be asked.
        """
        ...

    def decided(self, decision: str, call: "NodeCall") -> bool:
        """Whether `decision` (see `GateQuestion`) holds a kept answer for this call: then it needs no inputs.

        A decision counts in the runs that were queued for it, and in no other prompt that was copied from them.
        """
        ...

    def open(self) -> tuple[Gate, ...]:
        """Every gate that is armed or parked, oldest first."""
        ...

    def get(self, token: str) -> Gate:
        """One gate, open or lately ended; `NotFound` where the token is not known (any more)."""
        ...

    def answer(self, token: str, answer: GateAnswer, *, mask: Upload | None = None, client_id: str = "") -> Gate:
        """Decide an open gate; returns it as it then is. For a parked one this queues the rest of its run.

        `mask` is an 8-bit gray PNG of exactly the candidates' size, white = painted; without one the gate's draft
        counts, unless `answer.clear_mask`. `client_id` is whom the queued run tells of its progress. `Invalid` for an
        answer that does not fit, and the gate stays open; `Conflict` with `details["current"]` (a `Gate`) where the
        gate has ended; `NotFound`.
        """
        ...

    def stop(self, token: str, *, answered: bool = False) -> Gate:
        """Cancel: an armed gate stops its whole run, a parked one is discarded with its candidates.

        A parked gate that was answered (its rest waits, failed or was lost) is discarded only where `answered` says
        that this is known; `Conflict` otherwise, so that nobody throws an answer away unseen.
        """
        ...

    def park(self, token: str) -> Gate:
        """Keep an armed gate for later and let its run go on; `Conflict` where it has ended or cannot be parked."""
        ...

    def requeue(self, token: str, *, client_id: str = "") -> Gate:
        """Queue the rest again for an answered parked gate whose run failed or was lost; `Conflict` otherwise."""
        ...

    def set_mask(self, token: str, mask: Upload | None) -> Gate:
        """Replace the draft mask of an open gate, durably, for all tabs; None clears it."""
        ...

    def mask_png(self, token: str) -> bytes | None:
        """The draft mask as an 8-bit gray PNG of the candidates' size, None where nothing is painted."""
        ...

    def picture(self, token: str, index: int, size: int) -> bytes:
        """Candidate `index` (from 0) as a JPEG of at most `size` pixels a side; `size` 0 is a PNG at full size."""
        ...

    def kept_answers(self) -> Mapping[str, Gate]:
        """The answers that gates use again, by place (see `Gate.place`): the gate as it was when it was answered."""
        ...

    def forget_answer(self, place: str) -> None:
        """Ask again at this place; nothing happens where no answer is kept."""
        ...

    def looked(self) -> None:
        """Somebody who could answer is there; the unattended policy counts from now."""
        ...
