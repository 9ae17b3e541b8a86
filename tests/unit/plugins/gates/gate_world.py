"""Gates without a host: a loop in a thread of its own as the run, a shelf in memory for what is parked."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, evolve, field
from PIL import Image

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.contracts.gates import CancelReason, Gate, GateAnswer, GateKind, GateQuestion, GateResult, GateState
from penstock.core.contracts.uploads import Upload
from penstock.core.dispatch import HookTable, Implementation
from penstock.core.errors import Conflict, NotFound
from penstock.core.events.base import Event
from penstock.core.faults import FaultLog
from penstock.core.files import Files
from penstock.core.services import Services
from penstock.plugins.gates.deciding import HOOK, DecidingPlugins
from penstock.plugins.gates.kept_answers import KeptAnswers
from penstock.plugins.gates.masks import MaskDrafts
from penstock.plugins.gates.pictures import GatePictures
from penstock.plugins.gates.registry import GateRegistry
from penstock.plugins.gates.service import GateService
from penstock.plugins.gates.service_parts import Parts


@define(eq=False)
class Run:
    """A `NodeCall`: one node of one run, and whether that run was asked to stop."""

    prompt_id: str = "p1"
    node_id: str = "7"
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict)
    extra_pnginfo: Mapping[str, Any] = field(factory=lambda: {"workflow": {"id": "w1"}})
    metadata: Mapping[str, str] = field(factory=dict)
    services: Services = field(factory=Services)
    interrupts: bool = False
    stops: int = 0

    def interrupted(self) -> bool:
        return self.interrupts

    def stop(self) -> None:
        self.stops += 1

    def progress(self, value: float, total: float) -> None:
        """Nobody watches."""


@define(slots=False)
class Shelf:
    """`ParkedRuns` in memory; `reason` refuses, `fault` fails, `writing` holds a gate up while it is being kept."""

    reason: str = ""
    fault: Exception | None = None
    writing: threading.Event = field(factory=threading.Event)
    kept: dict[str, tuple[Gate, GateQuestion]] = field(factory=dict)
    ended: dict[str, Gate] = field(factory=dict)
    answers: list[tuple[str, GateAnswer, Any, str]] = field(factory=list)
    dropped: list[str] = field(factory=list)
    remembered: list[tuple[str, int | None]] = field(factory=list)
    results: dict[tuple[str, str], GateResult] = field(factory=dict)
    news: list[Gate] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.writing.set()

    def why_not(self, question: GateQuestion, prompt: Any = None, node_id: str = "") -> str:
        return self.reason

    def keep(self, gate: Gate, question: GateQuestion, prompt: Any, extra_pnginfo: Any) -> Gate:
        assert self.writing.wait(10)
        if self.fault is not None:
            raise self.fault
        parked = evolve(gate, state=GateState.PARKED, expires=None)
        self.kept[gate.token] = parked, question
        return parked

    def remember(self, gate: Gate, question: GateQuestion, answer: GateAnswer, mask: Any, prompt: Any) -> None:
        self.remembered.append((gate.token, answer.route))

    def drop(self, token: str) -> None:
        self.dropped.append(token)
        self.kept.pop(token, None)

    def open(self) -> tuple[Gate, ...]:
        kept = list(self.kept.values())  # in one step: threads park and answer meanwhile
        return tuple(gate for gate, _ in kept)

    def get(self, token: str) -> Gate:
        if token in self.ended:
            return self.ended[token]
        if token not in self.kept:
            raise NotFound("Nobody knows it.")
        return self.kept[token][0]

    def answer(self, gate: Gate, answer: GateAnswer, mask: Any = None, client_id: str = "") -> Gate:
        if self.fault is not None:
            raise self.fault
        if self.get(gate.token).decided is not None:
            raise Conflict("Too late.", details={"current": self.get(gate.token)})
        self.answers.append((gate.token, answer, mask, client_id))
        queued = evolve(gate, run_state="queued", run_id="r1")
        self.kept[gate.token] = queued, self.kept[gate.token][1]
        return queued

    def discard(self, token: str, *, answered: bool = True) -> Gate:
        if self.get(token).decided is not None and not answered:
            raise Conflict("It is answered.", details={"current": self.get(token)})
        if self.get(token).run_state == "queued":
            raise Conflict("It is queued.", details={"current": self.get(token)})
        gate, _ = self.kept.pop(token)
        self.ended[token] = evolve(gate, state=GateState.CANCELLED, reason=CancelReason.DISCARDED, ended=1)
        return self.ended[token]

    def requeue(self, token: str, client_id: str = "") -> Gate:
        gate = self.get(token)
        if gate.run_state != "failed":
            raise Conflict("Nothing failed.", details={"current": gate})
        return evolve(gate, run_state="queued", run_id=f"again for {client_id}")

    def set_mask(self, token: str, *, has_mask: bool, mask_revision: int) -> Gate:
        gate, question = self.kept[token]
        self.kept[token] = evolve(gate, has_mask=has_mask, mask_revision=mask_revision), question
        return self.kept[token][0]

    def decided(self, decision: str, node_id: str, prompt_id: str) -> bool:
        return (decision, node_id) in self.results

    def result(self, decision: str, node_id: str, prompt_id: str) -> GateResult | None:
        return self.results.get((decision, node_id))

    def images(self, token: str) -> Any:
        if token not in self.kept:
            raise NotFound("Gone.")
        return self.kept[token][1].images

    def bytes(self) -> int:
        return 0

    def limit(self) -> int:
        return 0

    def busy(self) -> bool:
        return bool(self.news)

    def look(self) -> tuple[Gate, ...]:
        news, self.news = tuple(self.news), []
        for gate in news:
            if gate.state is not GateState.PARKED:
                self.kept.pop(gate.token, None)
        return news


class StoredSettings:
    """`Settings` of two values that tests set."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"gates.unanswered": "wait", "gates.unattended_after": 180}

    def get(self, setting_id: str) -> Any:
        return self.values[setting_id]


class World:
    """A service of gates with everything it needs, and a loop in a thread of its own that plays the run."""

    def __init__(self, folder: Path, deciders: Mapping[str, Callable[..., Any]], clock: Any = None) -> None:
        self.clock = clock or FakeClock()
        self.events: list[Event] = []
        self.faults = FaultLog()
        self.settings = StoredSettings()
        self.shelf = Shelf()
        table = {HOOK: tuple(Implementation(name, function, ("gate",)) for name, function in deciders.items())}
        self.parts = Parts(
            registry=GateRegistry(self.clock, self.events.append),
            clock=self.clock,
            ids=CountingIds(),
            plugins=DecidingPlugins(HookTable(table, self.faults)),
            pictures=GatePictures(),
            drafts=MaskDrafts(folder / "masks", Files()),
            kept=KeptAnswers(folder / "kept", Files()),
            parked=self.shelf,
        )
        self.service = GateService(self.parts, self.settings)  # type: ignore[arg-type]
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def ask(self, run: Run, question: GateQuestion) -> Future[GateResult]:
        """Ask on the loop of the run."""
        return asyncio.run_coroutine_threadsafe(self.service.ask(run, question), self._loop)

    def arm(self, run: Run | None = None, **question: Any) -> tuple[Gate, Future[GateResult]]:
        """Ask, and wait until the gate is armed."""
        run = run or Run()
        waiting = self.ask(run, image_question(**question))
        key = run.prompt_id, run.node_id, run.list_index

        def found() -> Gate | None:
            for entry in self.parts.registry.entries():
                if entry.key == key:
                    return entry.gate
            return None

        until(lambda: found() is not None or waiting.done())
        return found() or self.last(), waiting

    def last(self) -> Gate:
        """The gate of the last event."""
        return self.events[-1].gate  # type: ignore[attr-defined,no-any-return]

    def told(self) -> list[str]:
        """The names of the events so far."""
        return [event.name for event in self.events]

    def mask(self, width: int = 4, height: int = 3, level: int = 255) -> Upload:
        """An uploaded mask."""
        path = self._folder / f"mask{width}x{height}x{level}.upload"
        Image.new("L", (width, height), level).save(path, "PNG")
        return Upload(path=path, size=path.stat().st_size)

    def close(self) -> None:
        """End the service and the loop; nothing is left."""
        try:
            self.service.close()
        finally:
            self._end_loop()

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def image_question(**given: Any) -> GateQuestion:
    """A question of an image gate with two routes, one image of 4 x 3 pixels."""
    values: dict[str, Any] = {"kind": GateKind.IMAGE, "routes": ("left", "right"), "title": "Which way?"}
    if given.get("kind", GateKind.IMAGE) is not GateKind.TEXT:
        values["images"] = np.full((1, 3, 4, 3), 0.5, np.float32)
    return GateQuestion(**{**values, **given})


def until(holds: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.002)
