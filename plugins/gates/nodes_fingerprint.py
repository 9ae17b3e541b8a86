"""When a gate has to run again.

A gate that asks must never come from the host's cache. One that uses a kept answer again may, and with it all that
follows, but only while this very answer is kept, and only if the run that left the result did use it: in a run where
the gate asked after all (something else came in, the answer was forgotten meanwhile) and was parked or passed by a
policy, nothing was kept, and the result stands for that run alone.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final

from ...core.contracts.gates import GateQuestion, GateResult, Gates, Repeat
from ...core.ids import Ids
from ...core.nodes import NodeCall
from ...core.services import Services, ServiceSpec
from .masks import MaskDrafts, mask_drafts
from .places import places_of

_REMEMBERED: Final = 4_096
"""Nodes; one that is forgotten costs one more run of what follows it."""


class Replays:
    """A text for the kept answers of each node: the same while they are, unless a run did not use them. Any thread."""

    def __init__(self, ids: Ids, drafts: MaskDrafts, remembered: int = _REMEMBERED) -> None:
        self._ids: Final = ids
        self._drafts: Final = drafts
        self._remembered: Final = remembered
        self._lock: Final = threading.Lock()
        self._seen: Final[OrderedDict[str, tuple[Hashable, str]]] = OrderedDict()

    def text(self, gates: Gates, call: NodeCall) -> str:
        """The text for what is kept now: the answers of the node, and the masks that go with them."""
        of_node = {place: gate for place, gate in gates.kept_answers().items() if gate.node_id == call.node_id}
        places = places_of(call, {gate.list_index for gate in of_node.values()}) & of_node.keys()
        kept = tuple((place, of_node[place].token, self._drafts.revision(place)) for place in sorted(places))
        return self._text(_node_place(call), kept) if kept else self.never_again()

    def _text(self, node: str, kept: Hashable) -> str:
        with self._lock:
            last = self._seen.pop(node, None)
            if last is None or last[0] != kept:
                last = kept, self.never_again()
            self._seen[node] = last
            if len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
            return last[1]

    def not_used(self, call: NodeCall) -> None:
        """A run of this node left a result that no kept answer stands for."""
        with self._lock:
            self._seen.pop(_node_place(call), None)

    def never_again(self) -> str:
        """A text that was never given and never will be."""
        return self._ids.new()


def _node_place(call: NodeCall) -> str:
    """One for all items of mapped lists: they have one fingerprint."""
    (place,) = places_of(call, [0])
    return place


def replays() -> ServiceSpec[Any]:
    """The service that the nodes share."""
    return ServiceSpec(contract=Replays, build=lambda services: Replays(services.get(Ids), mask_drafts(services)))


def fingerprint(
    services: Services, *, call: NodeCall, decision: str | None = "", repeat: str | None = Repeat.ASK, **_inputs: Any
) -> str:
    """Constant for the answer to a parked gate and for kept answers, else never the same; None is a linked input."""
    gates, replays = services.get(Gates), services.get(Replays)
    if decision and gates.decided(decision, call):
        return f"decided {decision}"
    if decision is None or repeat is None or repeat == Repeat.ASK:
        return replays.never_again()
    return replays.text(gates, call)


def fingerprint_of_text(services: Services, *, call: NodeCall, protected: bool | None = False, **inputs: Any) -> str:
    """A protected gate gives what its inputs say."""
    return "protected" if protected else fingerprint(services, call=call, **inputs)


async def ask(call: NodeCall, question: GateQuestion) -> GateResult:
    """Ask `Gates`, and see to it that a later run finds this one's result only where it may."""
    gates, replays = call.services.get(Gates), call.services.get(Replays)
    result = await gates.ask(call, question)
    if result.replayed:
        replays.text(gates, call)  # what changed since the fingerprint was taken gets another one
    else:
        replays.not_used(call)
    return result
