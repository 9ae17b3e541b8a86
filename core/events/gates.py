"""Events about gates. `gate` is the gate after the change."""

from ..contracts.gate_values import Gate
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class GateEvent(Event):
    """What all events about one gate carry."""

    gate: Gate


@frozen(kw_only=True)
class GateArmed(GateEvent):
    """A run waits for a decision."""


@frozen(kw_only=True)
class GateParked(GateEvent):
    """A gate is kept on disk, its run goes on; the answer queues the rest. Also told when what is queued changed."""


@frozen(kw_only=True)
class GateAnswered(GateEvent):
    """A gate was decided; `gate.decided` says how and by whom."""


@frozen(kw_only=True)
class GateCancelled(GateEvent):
    """A gate ended without a decision; `gate.reason` says why."""


@frozen(kw_only=True)
class GateExpired(GateEvent):
    """Nobody answered in time: `gate.decided` says how the run went on, None where it was stopped."""
