"""Where nothing can be parked, since the folder of what is parked cannot be opened: gates wait."""

from collections.abc import Mapping
from typing import Any

from ...core.contracts.gates import Gate, GateAnswer, GateQuestion, GateResult
from ...core.errors import NotFound
from .registry import unknown_gate


class NothingParked:
    """`ParkedRuns` that keeps nothing and knows nothing."""

    def why_not(self, question: GateQuestion, prompt: Mapping[str, Any] | None = None, node_id: str = "") -> str:
        """The reason, always."""
        return "The folder of parked gates could not be opened; the plugin list says why."

    def keep(
        self, gate: Gate, question: GateQuestion, prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]
    ) -> Gate:
        """Never called: `why_not` has a reason."""
        raise unknown_gate(gate.token)

    def remember(
        self, gate: Gate, question: GateQuestion, answer: GateAnswer, mask: Any, prompt: Mapping[str, Any]
    ) -> None:
        """Nothing will need it."""

    def drop(self, token: str) -> None:
        """There is nothing."""

    def open(self) -> tuple[Gate, ...]:
        """None."""
        return ()

    def get(self, token: str) -> Gate:
        """`NotFound`."""
        raise unknown_gate(token)

    def answer(self, gate: Gate, answer: GateAnswer, mask: Any = None, client_id: str = "") -> Gate:
        """`NotFound`."""
        raise unknown_gate(gate.token)

    def discard(self, token: str, *, answered: bool = True) -> Gate:
        """`NotFound`."""
        raise unknown_gate(token)

    def requeue(self, token: str, client_id: str = "") -> Gate:
        """`NotFound`."""
        raise unknown_gate(token)

    def set_mask(self, token: str, *, has_mask: bool, mask_revision: int) -> Gate:
        """`NotFound`."""
        raise unknown_gate(token)

    def decided(self, decision: str, node_id: str, prompt_id: str) -> bool:
        """Never."""
        return False

    def result(self, decision: str, node_id: str, prompt_id: str) -> GateResult | None:
        """None."""
        return None

    def images(self, token: str) -> Any:
        """`NotFound`."""
        raise NotFound("The pictures of this gate are gone.", field="gate")

    def bytes(self) -> int:
        """0."""
        return 0

    def limit(self) -> int:
        """0."""
        return 0

    def busy(self) -> bool:
        """Never."""
        return False

    def look(self) -> tuple[Gate, ...]:
        """Nothing changes."""
        return ()
