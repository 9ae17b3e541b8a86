"""What parked gates must do, in a few dictionaries: the model that the store on disk is compared with."""

from collections import Counter
from typing import Any

from attrs import define, field

from penstock.core.contracts.run_queue import RunState
from penstock.plugins.gates.lanes import GateItem, Lanes

OPEN, DECIDED, ENDED, DISCARDED = "open", "decided", "ended", "discarded"
STATES = {RunState.QUEUED: "queued", RunState.FAILED: "failed", RunState.UNKNOWN: "lost"}


@define
class ModelGate:
    """One gate of the model."""

    item: GateItem
    status: str = OPEN
    route: int = 0


@define
class ModelRun:
    """One run: its gates, and how each output in each lane stands (`None`: not queued)."""

    prompt: dict[str, Any]
    outputs: tuple[str, ...]
    going: bool = True
    gates: dict[str, ModelGate] = field(factory=dict)
    units: dict[tuple[str, int], RunState] = field(factory=dict)
    batches: dict[tuple[str, int], int] = field(factory=dict)
    submitted: Counter[str] = field(factory=Counter)

    def waiting_for(self) -> dict[tuple[str, int], frozenset[str]]:
        """By output and lane, the gates that it waits for."""
        units = Lanes(self.prompt, [gate.item for gate in self.gates.values()]).units(self.outputs)
        return {(unit.output, unit.lane): unit.tokens for unit in units}

    def ready(self) -> list[tuple[str, int]]:
        """What has to be queued now."""
        if self.going:
            return []
        decided = {token for token, gate in self.gates.items() if gate.status in (DECIDED, ENDED)}
        return [key for key, tokens in self.waiting_for().items() if tokens <= decided and key not in self.units]

    def queue(self, keys: list[tuple[str, int]], state: RunState = RunState.QUEUED) -> None:
        """These are queued now, a run for each lane, or were refused."""
        first = 1 + max(self.batches.values(), default=0)
        for key in keys:
            self.units[key] = state
            self.batches[key] = first + key[1]
            self.submitted[key[0]] += state is RunState.QUEUED

    def run_state(self, token: str) -> str:
        """What a decided gate says of its rest; empty where that has ended."""
        mine = [key for key, tokens in self.waiting_for().items() if token in tokens and not self.dropped(tokens)]
        states = [self.units.get(key) for key in mine]
        for worst in (RunState.FAILED, RunState.UNKNOWN, RunState.QUEUED):
            if worst in states:
                return STATES[worst]
        return "waiting" if self.going or None in states else ""

    def dropped(self, tokens: frozenset[str]) -> bool:
        """Whether what waits for these can never run."""
        return any(self.gates[token].status == DISCARDED for token in tokens)

    def settle(self) -> None:
        """Gates whose rest has ended well have ended."""
        for token, gate in self.gates.items():
            if gate.status == DECIDED and not self.run_state(token):
                gate.status = ENDED

    def failed(self, token: str) -> list[tuple[str, int]]:
        """What may be queued again with a gate: all that can still run of its runs that failed."""
        bad = (RunState.FAILED, RunState.UNKNOWN)
        able = {key: tokens for key, tokens in self.waiting_for().items() if not self.dropped(tokens)}
        batches = {self.batches[key] for key, tokens in able.items() if token in tokens and self.units.get(key) in bad}
        return [key for key in able if self.batches.get(key) in batches]

    def is_queued(self, token: str) -> bool:
        """Whether anything that needs this gate is in the queue."""
        return any(
            token in tokens and self.units.get(key) is RunState.QUEUED for key, tokens in self.waiting_for().items()
        )

    def forget(self) -> None:
        """Its folder is gone: what is parked now is a run of its own."""
        self.gates.clear()
        self.units.clear()
        self.batches.clear()

    def over(self) -> bool:
        """Whether no gate is offered any more."""
        return all(gate.status in (ENDED, DISCARDED) for gate in self.gates.values())
