"""The plugin of docs/profiles.md is a real file, shown on the page as it is, and does what it says."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.engine import Engine, RunOutcome
from penstock.core.application import Application, build
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.host import Host

DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "save_to_profile.py"
PAGE = (DOCS / "profiles.md").read_text(encoding="utf-8")


@pytest.fixture
def application(penstock_host: Host) -> Any:
    """Started, with the example put into the plugins folder and enabled by a user."""
    folder = penstock_host.paths.private / "plugins"
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE, folder)
    settings = {"format": 1, "enabled_files": {EXAMPLE.stem: hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()}}
    (penstock_host.paths.private / "settings.json").write_text(json.dumps(settings))
    made = build(penstock_host, plugin_sources(discover=False))
    made.start()
    yield made
    made.stop()


def save(application: Application, colour: int, profile: str, batch: int = 2) -> RunOutcome:
    """Run a graph that saves `batch` pictures of one colour."""
    size = {"width": 8, "height": 6, "batch_size": batch, "color": colour}
    graph = {
        "1": {"class_type": "EmptyImage", "inputs": size},
        "2": {"class_type": "SaveToProfile", "inputs": {"images": ["1", 0], "profile": profile, "label": "found"}},
    }
    return Engine(application.nodes, application.services, application.host.paths).run(graph)


def test_the_page_shows_the_file() -> None:
    """The plugin on the page is the file in docs/examples, letter by letter."""
    assert EXAMPLE.read_text(encoding="utf-8") in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_a_run_fills_the_profile_of_that_name(application: Application) -> None:
    """The profile is made with the first pictures; the next ones come behind them, whatever the name's capitals."""
    for colour, name in ((0xFF0000, "Best of"), (0x0000FF, "best OF")):
        outcome = save(application, colour, name)
        assert outcome.ok, outcome.error
    (profile,) = application.services.get(Profiles).list()
    assert profile.name == "Best of"
    store = application.services.get(Pools).store
    slots = store.page(profile.id).slots
    assert [slot.label for slot in slots] == ["found"] * 4
    pixels = []
    for slot in slots:
        with Image.open(store.image_path(profile.id, slot.id)) as image:
            pixels.append(np.asarray(image.convert("RGB"))[0, 0].tolist())
    assert pixels == [[255, 0, 0]] * 2 + [[0, 0, 255]] * 2


def test_runs_at_once_make_one_profile(application: Application) -> None:
    """Several runs that name a new profile at the same time make it once, and no picture is lost."""
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda colour: save(application, colour, "Shared", batch=1), range(4)))
    assert [outcome.error for outcome in outcomes] == [None] * 4
    (profile,) = application.services.get(Profiles).list()
    assert application.services.get(Pools).store.pool(profile.id).count == 4


def test_what_cannot_be_saved_is_an_error_of_the_node(application: Application) -> None:
    """A name that is none fails the run, and makes nothing."""
    assert not save(application, 0, "two\nlines").ok
    assert application.services.get(Profiles).list() == ()


def test_the_test_on_the_page_passes(penstock_application: Callable[..., Application]) -> None:
    """What the page says about testing a plugin works as it stands there."""
    (block,) = (b for b in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def test_" in b)
    names: dict[str, Any] = {"my_plugin": object()}
    exec(compile(block, "profiles.md", "exec"), names)
    names["test_a_copy_stands_alone"](penstock_application)
