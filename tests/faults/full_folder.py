"""A folder of Penstock in which every store holds something, and the application that is opened on it."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.testing.route_client import RouteClient
from penstock.adapters.testing.run_queue import FakeRunQueue
from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.core.application import Application, build
from penstock.core.clock import Clock, SystemClock
from penstock.core.contracts.executions import Executions, ExecutionScene
from penstock.core.contracts.gates import GateKind, GateQuestion, Wait
from penstock.core.contracts.run_queue import RunQueue
from penstock.core.files import Files
from penstock.core.host import Host, HostPaths

FOLDERS: Final = ("input", "output", "temp", "user")
GATE: Final = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 6, "height": 4, "batch_size": 1, "color": 0}},
    "7": {"class_type": "ImageGate", "inputs": {"image": ["1", 0], "routes": 2}},
    "8": {"class_type": "PreviewImage", "inputs": {"images": ["7", 1]}},
}
"""A prompt with a gate."""


def png(shade: int, mode: str = "RGB", side: int = 6) -> bytes:
    """A picture of one shade."""
    data = io.BytesIO()
    Image.new(mode, (side, side), shade if mode == "L" else (shade, shade, shade)).save(data, "PNG")
    return data.getvalue()


@contextlib.contextmanager
def opened(folder: Path, clock: Clock | None = None, files: Files | None = None) -> Iterator[Application]:
    """The application on a data folder, as the next process opens it."""
    paths = HostPaths(**{name: folder / name for name in FOLDERS})
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    host = Host(name="testing", paths=paths, clock=clock or SystemClock(), files=files or Files())
    application = build(host, plugin_sources(discover=False))
    application.services.put(RunQueue, FakeRunQueue())
    application.start()
    try:
        yield application
    finally:
        application.stop()


def ask(client: RouteClient, method: str, path: str, body: Any = None, files: Any = None) -> Any:
    """The JSON of a request that must go well."""
    answer = client.send(method, path, body, files)
    assert answer.status < 400, (method, path, answer)
    return answer.json


def fill(application: Application) -> None:
    """Let every store hold something, things in the trash and open drafts included."""
    client = RouteClient(application)
    _pools(client)
    _profiles(client)
    _texts(client)
    _stories(application, client)
    _rows(client)
    _gates(application, client)
    ask(client, "PUT", "/penstock/settings/pools.max_megapixels", {"value": 50})


def _pools(client: RouteClient) -> None:
    ask(client, "POST", "/penstock/pools", {"id": "cats"})
    pictures = [(f"{shade}.png", png(shade)) for shade in range(1, 6)]
    added = ask(client, "POST", "/penstock/pools/cats/slots", {}, {"images": pictures})
    ids = [one["slot"]["id"] for one in added["results"]]
    ask(client, "PATCH", f"/penstock/pools/cats/slots/{ids[0]}", {"label": "a first cat"})
    ask(client, "PUT", "/penstock/pools/cats/selected", {"slot": ids[1]})
    ask(client, "PUT", f"/penstock/pools/cats/slots/{ids[2]}/mask", {}, {"mask": [("m.png", png(255, "L"))]})
    ask(client, "POST", "/penstock/pools/cats/move", {"slots": [ids[2]], "before": ids[0]})
    ask(client, "DELETE", f"/penstock/pools/cats/slots/{ids[4]}")
    ask(client, "POST", "/penstock/pools", {"id": "gone"})
    ask(client, "DELETE", "/penstock/pools/gone")


def _profiles(client: RouteClient) -> None:
    ask(client, "POST", "/penstock/profiles", {"name": "Of cats", "pool": "cats"})
    ask(client, "POST", "/penstock/profiles", {"name": "Empty"})


def _texts(client: RouteClient) -> None:
    ask(client, "POST", "/penstock/libbers", {"name": "style", "libs": {"oil": "oil on canvas", "ink": "%oil%, ink"}})
    ask(client, "POST", "/penstock/prompts", {"folder": "mill"})
    _edited(client, "prompts/mill", "prompt:light", {"value": "low sun"}, save=True)
    _edited(client, "prompts/mill", "prompt:more", {"value": "unsaved"})
    _edited(client, "libbers/style", "lib:chalk", "chalk")


def _edited(client: RouteClient, document: str, key: str, value: Any, *, save: bool = False) -> None:
    draft = ask(client, "POST", f"/penstock/{document}/drafts", {})
    path = f"/penstock/{document}/drafts/{draft['id']}"
    ask(client, "PATCH", path, {"edits": [{"key": key, "value": value}]})
    if save:
        ask(client, "POST", f"{path}/save", {"revision": ask(client, "GET", path)["revision"]})


def _stories(application: Application, client: RouteClient) -> None:
    ask(client, "POST", "/penstock/scenes", {"name": "opening"})
    for name, shade in (("base", 30), ("depth", 31)):
        ask(client, "POST", f"/penstock/scenes/opening/pictures/{name}", {}, {"file": [("a.png", png(shade))]})
    _edited(client, "scenes/opening", "description", "a mill", save=True)
    ask(client, "POST", "/penstock/stories", {"name": "tale", "description": "a tale", "scenes": ["opening", "mill"]})
    executions = application.services.get(Executions)
    places = [ExecutionScene(order=0, name="opening")]
    made, _ = executions.start("tale", places, np.full((1, 4, 4, 3), 0.5, np.float32), job="first")
    for place in places:
        executions.save_images(made.key, place, [lambda: png(40), lambda: png(41)], "png")


def _rows(client: RouteClient) -> None:
    graph = json.dumps({"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8}}}).encode()
    made = ask(client, "POST", "/penstock/workflows", {}, {"file": [("w.json", graph)]})["workflow"]["id"]
    ask(client, "POST", f"/penstock/workflows/{made}/presets", {"name": "wide", "values": {}})


def _gates(application: Application, client: RouteClient) -> None:
    with WaitingGates(application.services) as waiting:
        images = np.full((1, 4, 6, 3), 0.5, np.float32)
        asked = GateQuestion(kind=GateKind.IMAGE, title="Which?", images=images, routes=("a", "b"), wait=Wait.PARK)
        one = waiting.ask(asked, node_id="7", prompt=GATE)
        assert one.result().parked
        path = f"/penstock/gates/{one.gate.token}"
        mask = Image.new("L", (6, 4), 255)
        data = io.BytesIO()
        mask.save(data, "PNG")
        ask(client, "PUT", f"{path}/mask", {}, {"mask": [("m.png", data.getvalue())]})
