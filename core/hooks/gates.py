"""Hooks about gates: one **decide** hook that may answer in a person's place, and what happened (**observe**).

`penstock_answer_gate` is asked in a worker thread, without any lock held, while the gate is open: people may answer at
the same time, and the first answer counts. A plugin that raises counts as no answer, and is shown. The observe hooks
are called for every plugin on the host's one dispatcher thread, after the change; an error is logged with the plugin's
name, the change stands.
"""

from ..contracts.gates import GateAnswer, PendingGate
from ..events.gates import GateAnswered, GateArmed, GateCancelled, GateExpired, GateParked
from .markers import decide, observe


@decide
def penstock_answer_gate(gate: PendingGate) -> GateAnswer | None:
    """Answer a gate, or return None to leave it to the next plugin, and then to people.

    Called once for each gate, after it was armed. `gate.images` are the candidates as float32 numpy arrays, read only
    where they are used. An answer that does not fit the gate is the plugin's fault, is shown, and counts as none.
    Since 0.1. Example::

        @hookimpl
        def penstock_answer_gate(gate):
            if gate.gate.kind == "image" and gate.gate.title == "Bright or dark":
                return GateAnswer(route=1 if gate.images.mean() > 0.5 else 2)
    """
    return None


@observe
def penstock_gate_armed(event: GateArmed) -> None:
    """A run waits for a decision. Since 0.1. Example::

    @hookimpl
    def penstock_gate_armed(event):
        ring_the_bell(f"{event.gate.title} waits")
    """


@observe
def penstock_gate_parked(event: GateParked) -> None:
    """A gate is kept on disk and its run goes on; or what was queued for it changed. Since 0.1. Example::

    @hookimpl
    def penstock_gate_parked(event):
        print(event.gate.title, "can be answered later")
    """


@observe
def penstock_gate_answered(event: GateAnswered) -> None:
    """A gate was decided, see `event.gate.decided`. Since 0.1. Example::

    @hookimpl
    def penstock_gate_answered(event):
        log.append((event.gate.title, event.gate.decided.route))
    """


@observe
def penstock_gate_cancelled(event: GateCancelled) -> None:
    """A gate ended without a decision. Since 0.1. Example::

    @hookimpl
    def penstock_gate_cancelled(event):
        print(event.gate.title, event.gate.reason)
    """


@observe
def penstock_gate_expired(event: GateExpired) -> None:
    """Nobody answered in time. Since 0.1. Example::

    @hookimpl
    def penstock_gate_expired(event):
        print(event.gate.title, "went on" if event.gate.decided else "was stopped")
    """
