"""The plugins of docs/gates.md are real files, shown on the page as they are, and they do what it says."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, PendingGate
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
