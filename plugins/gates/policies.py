"""What happens at a gate that nobody answers."""

from typing import Any, Final

from ...core.contracts.gates import Gate, GateAnswer, GateKind, Unanswered
from ...core.settings import Settings
from .entries import Entry

UNANSWERED: Final = "gates.unanswered"
UNATTENDED_AFTER: Final = "gates.unattended_after"


def is_due(entry: Entry, now: float, looked: float, unattended_after: float) -> bool:
    """Whether its time limit is over, or nobody who could answer was there for so long. Monotonic seconds."""
    limit = entry.question.time_limit
    return bool(limit and now >= entry.since + limit) or now >= max(entry.since, looked) + unattended_after


def choice_of(entry: Entry, settings: Settings) -> Unanswered:
    """What is to happen once it is due: the gate's own wish, or the setting."""
    wish = entry.question.unanswered
    return Unanswered(str(settings.get(UNANSWERED))) if wish is Unanswered.DEFAULT else wish


def unattended_after(settings: Settings) -> float:
    """Seconds after which a gate that no open page has asked about counts as unattended."""
    return float(settings.get(UNATTENDED_AFTER))


def let_through(gate: Gate) -> GateAnswer:
    """The answer of nobody: route 1, the whole batch, the text as it came."""
    answer: dict[GateKind, dict[str, Any]] = {
        GateKind.IMAGE: {"route": 1},
        GateKind.CHOOSER: {"selection": tuple(range(gate.count))},
        GateKind.TEXT: {"text": gate.text},
    }
    return GateAnswer(**answer[gate.kind])
