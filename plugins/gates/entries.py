"""Armed gates as the registry keeps them."""

from typing import Any

from attrs import define, field

from ...core.contracts.gates import Gate, GateQuestion
from ...core.nodes import NodeCall
from .waiting import Waiter

Key = tuple[str, str, int]
"""Prompt id, node id, list index: no two gates that wait share one."""


@define(eq=False, kw_only=True)
class Entry:
    """One armed gate. `gate`, `draft` and `parking` change under the registry's lock only; nothing else changes.

    `since` is monotonic, in seconds. `draft` is the mask painted so far, uint8 `[H,W]`, white = painted.
    `input_hash` tells what came in, empty where no answer is to be kept. `parking` is whether somebody writes the
    candidates to the disk right now.
    """

    gate: Gate
    question: GateQuestion = field(repr=False)
    call: NodeCall = field(repr=False)
    waiter: Waiter = field(repr=False)
    since: float
    draft: Any = field(default=None, repr=False)
    input_hash: str = ""
    parking: bool = False

    @property
    def key(self) -> Key:
        """Which node of which run waits here."""
        return self.gate.prompt_id, self.gate.node_id, self.gate.list_index
