"""The plugins of docs/gates.md are real files, shown on the page as they are, and they do what it says."""

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.engine import Engine
from penstock.adapters.standalone.run_queue import EngineRunQueue
from penstock.core.application import Application, build
from penstock.core.contracts.gates import AnsweredBy, Gate, GateAnswer, GateKind, Gates, GateState, PendingGate
from penstock.core.contracts.run_queue import RunQueue
from penstock.core.host import Host

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "docs" / "examples"
PHOTOGRAPHS = ROOT / "adapters" / "standalone" / "demo_photographs"


def photograph(name: str, blur: float = 0) -> Any:
    """`[1,H,W,3]` float32 0..1."""
    with Image.open(PHOTOGRAPHS / name) as image:
        pixels = image.convert("RGB").filter(ImageFilter.GaussianBlur(blur))
        return np.asarray(pixels, np.float32)[None] / 255


@pytest.fixture
def installed(penstock_host: Host) -> Callable[..., Application]:
    """`installed(name)`: an application where a user put this example into the plugins folder and enabled it."""

    def install(name: str) -> Application:
        folder = penstock_host.paths.private / "plugins"
        folder.mkdir(parents=True)
        shutil.copy(EXAMPLES / f"{name}.py", folder)
        digest = hashlib.sha256((folder / f"{name}.py").read_bytes()).hexdigest()
        settings = {"format": 1, "enabled_files": {name: digest}}
        (penstock_host.paths.private / "settings.json").write_text(json.dumps(settings))
        return build(penstock_host, plugin_sources(discover=False))

    return install


def asked(application: Application, routes: tuple[str, ...], images: Any, kind: GateKind = GateKind.IMAGE) -> Any:
    """What the plugins answer to such a gate: `(plugin, answer)` or None."""
    gate = PendingGate(gate=Gate(token="t", kind=kind, title="Upscale?", routes=routes), read=lambda: images)
    return application.dispatcher.decide("penstock_answer_gate", failing_refuses=False, gate=gate)


@pytest.mark.parametrize("name", ["automatic_router", "keep_or_drop"])
def test_the_page_shows_the_file(name: str) -> None:
    """The plugin on the page is the file in docs/examples, letter by letter."""
    page = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert (EXAMPLES / f"{name}.py").read_text(encoding="utf-8") in blocks


@pytest.mark.parametrize("name", ["astronaut.jpg", "cat.png", "coffee.jpg", "photographer.png", "rocket.jpg"])
def test_the_router_tells_sharp_from_blurred(installed: Callable[..., Application], name: str) -> None:
    """A photograph takes the route named sharp, the same one blurred the other, wherever these names stand."""
    application = installed("automatic_router")
    routes = ("seed", "blurred", "sharp")
    assert asked(application, routes, photograph(name)) == ("automatic_router", GateAnswer(route=3))
    assert asked(application, routes, photograph(name, blur=16)) == ("automatic_router", GateAnswer(route=2))


def test_the_router_leaves_what_is_doubtful_and_what_is_not_its_own(installed: Callable[..., Application]) -> None:
    """Between the limits, and at gates with other names or of other kinds, it has no opinion."""
    application = installed("automatic_router")
    sharp = photograph("coffee.jpg")
    assert asked(application, ("sharp", "blurred"), photograph("coffee.jpg", blur=2)) is None
    assert asked(application, ("1", "2"), sharp) is None
    assert asked(application, ("sharp", "blurred"), sharp, GateKind.CHOOSER) is None
    assert application.registry.hooks.faults.of("automatic_router") == ()


def test_one_blurred_picture_of_a_batch_is_enough(installed: Callable[..., Application]) -> None:
    """The least sharp picture of a batch decides."""
    application = installed("automatic_router")
    batch = np.concatenate([photograph("coffee.jpg"), photograph("coffee.jpg", blur=16)])
    assert asked(application, ("sharp", "blurred"), batch) == ("automatic_router", GateAnswer(route=2))


class Running:
    """A started application with an example in it, and an engine that runs what is queued."""

    def __init__(self, application: Application) -> None:
        self.engine = Engine(application.nodes, application.services, application.host.paths)
        application.services.put(RunQueue, EngineRunQueue(self.engine))
        application.start()
        self.engine.start()
        self.application = application
        self.gates = application.services.get(Gates)

    def close(self) -> None:
        """Stop what runs."""
        self.engine.stop()
        self.application.stop()

    def queue(self, prompt: Mapping[str, Any]) -> str:
        """Queue a graph; the id of the run."""
        return str(self.engine.submit({"prompt": prompt})["prompt_id"])

    def ended(self, prompt_id: str) -> Any:
        """The ids of the nodes that showed something in a run, once it has ended well."""
        entry = until(lambda: self.engine.history(prompt_id).get(prompt_id))
        assert entry["status"]["completed"], entry["status"]
        return set(entry["outputs"])


def until(found: Callable[[], Any]) -> Any:
    """What `found` returns as soon as that is something."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if got := found():
            return got
        time.sleep(0.005)
    raise AssertionError("it never came")


@pytest.fixture
def running(installed: Callable[..., Application]) -> Iterator[Callable[..., Running]]:
    """`running(name)`: the example in a host that runs graphs."""
    started: list[Running] = []

    def start(name: str) -> Running:
        started.append(Running(installed(name)))
        return started[-1]

    yield start
    for host in started:
        host.close()


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    """One node of a graph in API format."""
    return {"class_type": kind, "inputs": inputs}


ROUTED = {
    "1": node("EmptyImage", width=64, height=64, batch_size=1, color=0),
    "2": node("ImageGate", image=["1", 0], routes=2, route_names='["sharp", "blurred"]'),
    "3": node("PreviewImage", images=["2", 1]),
    "4": node("PreviewImage", images=["2", 2]),
}
KEPT = {
    "1": ROUTED["1"],
    "2": node("KeepOrDrop", image=["1", 0]),
    "3": node("PreviewImage", images=["2", 0]),
}


def test_the_router_decides_a_run(running: Callable[..., Running], caplog: pytest.LogCaptureFixture) -> None:
    """A flat picture is blurred: only what is behind that route runs, and the log says what was decided."""
    caplog.set_level("INFO", "penstock.plugins.automatic_router")
    host = running("automatic_router")
    assert host.ended(host.queue(ROUTED)) == {"4"}
    assert host.gates.open() == ()
    assert until(lambda: caplog.messages) == ["Image Gate (Manual Router): blurred"]


@pytest.mark.parametrize(("route", "shown"), [(1, {"3"}), (2, set())])
def test_keep_or_drop_asks_and_does_so(running: Callable[..., Running], route: int, shown: set[str]) -> None:
    """The answer "keep" lets the picture through, "drop" stops what is behind the node, and the run ends well."""
    host = running("keep_or_drop")
    run = host.queue(KEPT)
    (gate,) = until(host.gates.open)
    assert (gate.title, gate.routes, gate.count) == ("Keep it?", ("keep", "drop"), 1)
    answered = host.gates.answer(gate.token, GateAnswer(route=route))
    assert answered.state is GateState.ANSWERED
    assert host.ended(run) == shown


def test_keep_or_drop_can_be_parked(running: Callable[..., Running]) -> None:
    """Parked, its run ends without a picture; the answer queues the rest, and the gate ends."""
    host = running("keep_or_drop")
    run = host.queue(KEPT)
    (gate,) = until(host.gates.open)
    assert host.gates.park(gate.token).state is GateState.PARKED
    assert host.ended(run) == set()
    answered = host.gates.answer(gate.token, GateAnswer(route=1))
    assert answered.decided is not None
    assert answered.decided.by is AnsweredBy.USER
    assert host.ended(until(lambda: host.gates.get(gate.token).run_id)) == {"3"}
    assert until(lambda: host.gates.get(gate.token).state is GateState.ANSWERED)


def test_every_run_of_keep_or_drop_asks(running: Callable[..., Running]) -> None:
    """The same graph again is asked again."""
    host = running("keep_or_drop")
    for _ in range(2):
        run = host.queue(KEPT)
        (gate,) = until(host.gates.open)
        host.gates.answer(gate.token, GateAnswer(route=1))
        assert host.ended(run) == {"3"}


def test_the_test_on_the_page_passes(penstock_application: Callable[..., Application]) -> None:
    """What the page says about testing a plugin works as it stands there."""
    page = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
    (block,) = (b for b in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def test_" in b)
    names: dict[str, Any] = {"my_plugin": object()}
    exec(compile(block, "gates.md", "exec"), names)
    names["test_a_person_answers"](penstock_application)
