"""What a parked run can queue now, and how its gates stand: pure functions of what `run.json` holds."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve

from ...core.contracts.gates import Gate, GateState
from ...core.contracts.run_queue import RunState
from ...core.values import frozen
from .lanes import Unit
from .parked_values import ParkedGate, ParkedRun, QueuedRun

QUEUED: Final = "queued"
WAITING: Final = "waiting"
FAILED: Final = "failed"
LOST: Final = "lost"

_STATE_TEXTS: Final = {RunState.QUEUED: QUEUED, RunState.FAILED: FAILED, RunState.UNKNOWN: LOST}
_WORST_FIRST: Final = (RunState.FAILED, RunState.UNKNOWN, RunState.QUEUED)


@frozen
class Batch:
    """Output nodes that can run together: those of one lane."""

    lane: int
    targets: tuple[str, ...]


def decision_of(run: ParkedRun, lane: int) -> str:
    """The text that names the answers of one lane in a prompt."""
    return f"{run.id}:{lane}"


def read_decision(decision: str) -> tuple[str, int] | None:
    """The run folder and the lane of a decision; None where the text is none."""
    folder, colon, lane = decision.rpartition(":")
    if not colon or not (lane.isascii() and lane.isdigit()) or len(lane) > 7:
        return None
    return folder, int(lane)


def ready(run: ParkedRun) -> tuple[Batch, ...]:
    """What may be queued now: every gate that it waits for is decided, and it has not been queued before."""
    lanes: dict[int, list[str]] = {}
    if run.over:
        for unit in run.lanes.units(run.outputs):
            if _was_left(run, unit) and _is_decided(run, unit) and _latest(run, unit) is None:
                lanes.setdefault(unit.lane, []).append(unit.output)
    return tuple(Batch(lane, tuple(targets)) for lane, targets in sorted(lanes.items()))


def prompt_for(run: ParkedRun, lane: int) -> dict[str, Any]:
    """The run's prompt with the `decision` of every gate that is decided in this lane."""
    prompt = run.graph
    for node_id in run.lanes.decided_nodes(lane, {one.token for one in run.gates if _is_answered(one)}):
        node = prompt[node_id]
        prompt[node_id] = {**node, "inputs": {**node["inputs"], "decision": decision_of(run, lane)}}
    return prompt


def failed_runs(run: ParkedRun, token: str) -> tuple[QueuedRun, ...]:
    """The queued runs of this gate that failed or were lost."""
    latest = dict.fromkeys(_latest(run, unit) for unit in _units_of(run, token) if not _is_dropped(run, unit))
    return tuple(one for one in latest if one is not None and one.state in (RunState.FAILED, RunState.UNKNOWN))


def again(run: ParkedRun, failed: Iterable[QueuedRun]) -> tuple[Batch, ...]:
    """What of these runs can be queued again: not what waits for a gate that was discarded since."""
    dropped = {(unit.output, unit.lane) for unit in run.lanes.units(run.outputs) if _is_dropped(run, unit)}
    return tuple(
        Batch(one.lane, tuple(target for target in one.targets if (target, one.lane) not in dropped)) for one in failed
    )


def is_queued(run: ParkedRun, token: str) -> bool:
    """Whether anything that needs this gate is in the queue."""
    latest = (_latest(run, unit) for unit in _units_of(run, token))
    return any(one is not None and one.state is RunState.QUEUED for one in latest)


def settled(run: ParkedRun, now: int) -> ParkedRun:
    """`run` with the state of every decided gate as its queued runs tell; `now` is when those that are done ended."""
    for one in run.gates:
        if one.open and one.answer is not None:
            run = run.with_gate(evolve(one, gate=_settled_gate(run, one, now)))
    return run


def names_of_runs(prompt: Mapping[str, Any]) -> frozenset[str]:
    """The run folders that the decisions in a prompt name."""
    found = set()
    for node in prompt.values():
        decision = node.get("inputs", {}).get("decision") if isinstance(node, Mapping) else None
        if isinstance(decision, str) and (read := read_decision(decision)):
            found.add(read[0])
    return frozenset(found)


def _settled_gate(run: ParkedRun, kept: ParkedGate, now: int) -> Gate:
    gate = evolve(kept.gate, run_id="", run_state="", run_error="")
    units = [unit for unit in _units_of(run, kept.token) if not _is_dropped(run, unit)]
    latest = [_latest(run, unit) for unit in units]
    for state in _WORST_FIRST:
        for one in latest:
            if one is not None and one.state is state:
                return evolve(gate, run_id=one.id, run_state=_STATE_TEXTS[state], run_error=one.error)
    if not run.over or None in latest:
        return evolve(gate, run_state=WAITING)
    return evolve(gate, state=GateState.ANSWERED, ended=now)


def _units_of(run: ParkedRun, token: str) -> Iterable[Unit]:
    return (unit for unit in run.lanes.units(run.outputs) if token in unit.tokens)


def _latest(run: ParkedRun, unit: Unit) -> QueuedRun | None:
    """The queued run that this unit is part of; the last one where it was queued again."""
    found = (one for one in reversed(run.queued) if one.lane == unit.lane and unit.output in one.targets)
    return next(found, None)


def _is_answered(kept: ParkedGate) -> bool:
    return kept.answer is not None and kept.gate.state is not GateState.CANCELLED


def _was_left(run: ParkedRun, unit: Unit) -> bool:
    """Whether the run itself left it undone: one of its gates was parked."""
    return any(one.parked for one in run.gates if one.token in unit.tokens)


def _is_decided(run: ParkedRun, unit: Unit) -> bool:
    return all(_is_answered(one) for one in run.gates if one.token in unit.tokens)


def _is_dropped(run: ParkedRun, unit: Unit) -> bool:
    """Whether one of its gates was discarded: then it can never run."""
    return any(one.gate.state is GateState.CANCELLED for one in run.gates if one.token in unit.tokens)
