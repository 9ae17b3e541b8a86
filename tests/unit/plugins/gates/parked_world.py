"""A laboratory for parked gates: a folder, a queue that runs nothing, a disk that fails, the power switch."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, field

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.run_queue import FakeRunQueue, Submitted
from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, GateQuestion, GateResult
from penstock.core.files import Files
from penstock.core.ids import Ids, RandomIds
from penstock.plugins.gates.parked_folder import ParkedFolder
from penstock.plugins.gates.parked_rests import Rests
from penstock.plugins.gates.parked_store import DiskParkedRuns

WORKFLOW = {"workflow": {"id": "w1"}}


def graph(edges: str) -> dict[str, Any]:
    """A prompt of `a>b` pairs; what starts with `g` is a gate, with `o` an output node, the rest feeds them."""
    prompt: dict[str, Any] = {}
    kinds = {"g": "ImageGate", "o": "SaveImage"}
    for edge in edges.split():
        source, _, target = edge.partition(">")
        for node_id in (source, target):
            prompt.setdefault(node_id, {"class_type": kinds.get(node_id[0], "ImageInvert"), "inputs": {}})
        inputs = prompt[target]["inputs"]
        inputs[f"in{len(inputs)}"] = [source, 1]
    return prompt


def picture(of: int | str = 1) -> Any:
    """Candidates `[2,3,4,3]`, different for each number and token, with values that 8 bits cannot hold."""
    number = of if isinstance(of, int) else zlib.crc32(of.encode())
    return np.random.default_rng(number).random((2, 3, 4, 3), dtype=np.float32)


def gate(node_id: str = "g1", list_index: int = 0, prompt_id: str = "p1", armed: int = 1) -> Gate:
    """An armed gate; its token names it."""
    return Gate(
        token=f"t_{prompt_id}_{node_id}_{list_index}",
        kind=GateKind.IMAGE,
        title="Which way?",
        prompt_id=prompt_id,
        node_id=node_id,
        list_index=list_index,
        place="0" * 32,
        armed=armed,
        order=armed,
        routes=("left", "right"),
        count=2,
        width=4,
        height=3,
    )


def question(of: int | str = 1, **passing: Any) -> GateQuestion:
    """What it asks."""
    return GateQuestion(kind=GateKind.IMAGE, images=picture(of), routes=("left", "right"), passing=passing)


@define
class ParkedWorld:
    """One data folder; `start` opens it as another process would."""

    folder: Path
    queue: FakeRunQueue = field(factory=FakeRunQueue)
    clock: FakeClock = field(factory=FakeClock)
    ids: Ids = field(factory=RandomIds)
    calls: FaultyCalls = field(factory=FaultyCalls)
    told: list[str] = field(factory=list)
    limit: int = 10**9
    gone: set[str] = field(factory=set)
    prompt: dict[str, Any] = field(factory=lambda: graph("a>g1 g1>o1"))

    @property
    def root(self) -> Path:
        """Where parked runs lie."""
        return self.folder / "gates" / "parked"

    def is_alive(self, host: str) -> bool:
        """Whether that process runs: all do, but those that are `gone`."""
        return host not in self.gone

    def start(self, host: str = "standalone", calls: FaultyCalls | None = None) -> DiskParkedRuns:
        """A store on the folder, after what every start does; `calls` is a disk that somebody prepared."""
        self.calls = calls or FaultyCalls()
        folder = ParkedFolder(self.root, Files(self.calls), self.clock, self.ids, told=self.told.append)
        store = DiskParkedRuns(folder, Rests(folder, self.queue, host, self.is_alive), lambda: self.limit)
        store.sweep()
        return store

    def park(self, store: DiskParkedRuns, node_id: str = "g1", list_index: int = 0, **more: Any) -> str:
        """Park a gate of `prompt`; its token."""
        asked = gate(node_id, list_index, **more)
        return store.keep(asked, question(asked.token), self.prompt, WORKFLOW).token

    def answer(self, store: DiskParkedRuns, token: str, route: int = 1, mask: Any = None) -> Gate:
        """Answer a gate."""
        return store.answer(store.get(token), GateAnswer(route=route), mask, "client")

    def left(self) -> list[str]:
        """Every file and folder below the folder of parked runs."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*"))

    def targets(self) -> list[tuple[str, ...]]:
        """The output nodes of each queued run, in order."""
        return [one.targets for one in self.queue.submitted]


def decisions(submitted: Submitted) -> dict[str, str]:
    """By node, the decisions that a queued run was given."""
    nodes = submitted.prompt.items()
    return {node_id: node["inputs"]["decision"] for node_id, node in nodes if "decision" in node["inputs"]}


def answer_in(store: DiskParkedRuns, submitted: Submitted, node_id: str = "g1") -> GateResult | None:
    """What a gate gets in a queued run."""
    return store.result(decisions(submitted)[node_id], node_id, submitted.prompt_id)


def counting_world(folder: Path) -> ParkedWorld:
    """A world whose ids count."""
    return ParkedWorld(folder, ids=CountingIds())
