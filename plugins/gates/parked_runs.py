"""Parked gates: what the registry asks of the place that keeps them. `DiskParkedRuns` is that place."""

from collections.abc import Mapping
from typing import Any, Protocol

from ...core.contracts.gates import Gate, GateAnswer, GateQuestion, GateResult


class ParkedRuns(Protocol):
    """Gates whose candidates are kept on disk, and the rest of their runs. Blocks; safe on any thread, no event loop.

    What returned is durable. Every `Gate` that comes from here is `parked`, `answered` or `cancelled`. Answers and
    discards of one gate exclude each other, also between two hosts on the same data.
    """

    def why_not(self, question: GateQuestion, prompt: Mapping[str, Any] | None = None, node_id: str = "") -> str:
        """Why this question cannot be parked, for people; empty where it can. Reads no pixels, cheap.

        With `prompt` and `node_id` a node that another node added while the run went on is told, too.
        """
        ...

    def keep(
        self, gate: Gate, question: GateQuestion, prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]
    ) -> Gate:
        """Write the candidates, then the gate; returns it as it is offered from now on (state `parked`).

        Raises `Conflict` where there is no room or the question cannot be kept, `DiskFull` and the like; nothing is
        left behind then. The gate is in `open` at once: while it is armed as well, the armed one counts.
        """
        ...

    def remember(
        self, gate: Gate, question: GateQuestion, answer: GateAnswer, mask: Any, prompt: Mapping[str, Any]
    ) -> None:
        """An armed gate was answered: where a gate beside it is parked, the rest of the run will need that answer.

        Keeps it in memory while the run goes on, and only where the prompt has other gates; returns at once.
        """
        ...

    def drop(self, token: str) -> None:
        """Forget a gate that was answered while it was being kept, with all its files; nothing where it is unknown."""
        ...

    def open(self) -> tuple[Gate, ...]:
        """Every gate in state `parked`, oldest first; also those that were answered and whose rest has not ended."""
        ...

    def get(self, token: str) -> Gate:
        """One gate, open or ended, as long as its run is kept; `NotFound`."""
        ...

    def answer(self, gate: Gate, answer: GateAnswer, mask: Any = None, client_id: str = "") -> Gate:
        """Record a checked answer durably and queue what can run now; the gate as it then is.

        `mask` is a float array 0..1, `[H,W]` or `[B,H,W]`. `gate.decided` is recorded where it is set, else a decision
        of a user. `Conflict` (`details["current"]`) where the gate is decided, ended or damaged, `NotFound`;
        `Invalid` or `Unavailable` where the host refuses the rest: the gate is undecided then.
        """
        ...

    def discard(self, token: str, *, answered: bool = True) -> Gate:
        """Cancel a gate, with its candidates, and with its answer only where `answered` says that this is known.

        `Conflict` otherwise, while its rest is queued, or when it has ended; `NotFound`.
        """
        ...

    def requeue(self, token: str, client_id: str = "") -> Gate:
        """Queue what failed or was lost again; `Conflict` where nothing did, `NotFound`, `Invalid`, `Unavailable`."""
        ...

    def set_mask(self, token: str, *, has_mask: bool, mask_revision: int) -> Gate:
        """Remember what the gate's draft mask is now; `Conflict` where the gate has ended, `NotFound`."""
        ...

    def decided(self, decision: str, node_id: str, prompt_id: str) -> bool:
        """Whether `decision` (`<run folder>:<lane>`) holds an answer of this node. Any text may come in.

        In prompts that were queued for it, that is: one that was saved with a picture and is queued again asks anew.
        """
        ...

    def result(self, decision: str, node_id: str, prompt_id: str) -> GateResult | None:
        """What the node gets for `decision`: fresh float32 arrays and the answer; None where it is not known."""
        ...

    def images(self, token: str) -> Any:
        """The candidates `[B,H,W,C]` float32, read-only, read as they are used; `NotFound`, also for text gates."""
        ...

    def bytes(self) -> int:
        """How many bytes all parked runs take."""
        ...

    def limit(self) -> int:
        """How many bytes they may take (the setting)."""
        ...

    def busy(self) -> bool:
        """Whether `look` has anything to ask or to tell."""
        ...

    def look(self) -> tuple[Gate, ...]:
        """Ask the host what became of queued rests, queue what can run now; the gates that changed since last time."""
        ...
