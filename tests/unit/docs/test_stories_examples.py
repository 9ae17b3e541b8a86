"""The plugins of docs/scenes.md and docs/stories.md are real files, and do what they say."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.engine import Engine, RunOutcome
from penstock.core.application import Application, build
from penstock.core.contracts.executions import Execution, Executions, ExecutionScene
from penstock.core.contracts.scenes import Scenes
from penstock.core.host import Host

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
Start = Callable[[str], Application]


@pytest.fixture
def enabled(penstock_host: Host) -> Iterator[Start]:
    """Start with an example put into the plugins folder and enabled by a user."""
    started: list[Application] = []

    def start(name: str) -> Application:
        folder = penstock_host.paths.private / "plugins"
        folder.mkdir(parents=True)
        shutil.copy(EXAMPLES / f"{name}.py", folder)
        digest = hashlib.sha256((EXAMPLES / f"{name}.py").read_bytes()).hexdigest()
        settings = {"format": 1, "enabled_files": {name: digest}}
        (penstock_host.paths.private / "settings.json").write_text(json.dumps(settings))
        started.append(build(penstock_host, plugin_sources(discover=False)))
        started[-1].start()
        return started[-1]

    yield start
    for application in started:
        application.stop()


def run(application: Application, graph: dict[str, Any]) -> RunOutcome:
    """Run a graph on the embedded engine."""
    outcome = Engine(application.nodes, application.services, application.host.paths).run(graph)
    assert outcome.ok, outcome.error
    return outcome


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    """A node of a graph."""
    return {"class_type": class_type, "inputs": inputs}


def half_white(paths: Any) -> None:
    """A picture in the input folder: black on the left, white on the right."""
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, 16:] = 255
    Image.fromarray(pixels).save(paths.input / "half.png")


def creating(**more: Any) -> dict[str, Any]:
    """A scene made of that picture."""
    given = {
        "scenes_dir": "",
        "scene_name": "half",
        "resolution": 0,
        "upscale_method": "lanczos",
        "upscale_factor": 1.0,
    }
    thresholds = {"canny_low_threshold": 100, "canny_high_threshold": 200}
    return {
        "1": node("LoadImage", image="half.png"),
        "2": node("SceneCreate", **given, **thresholds, base_image=["1", 0], **more),
        "3": node("SceneSave", scene_info=["2", 0]),
    }


def test_the_edges_of_a_scene_are_derived(enabled: Start) -> None:
    """A new scene has a picture of its edges: white where black meets white, black elsewhere."""
    application = enabled("edges_of_scenes")
    half_white(application.host.paths)
    run(application, creating())
    scenes = application.services.get(Scenes)
    edges = scenes.image(scenes.info("half"), "canny")
    assert edges.shape == (1, 16, 32, 3)
    assert edges[0, :, 15:17].min() == 1 and edges[0, :, :14].max() == edges[0, :, 18:].max() == 0


def test_a_linked_picture_is_not_derived(enabled: Start) -> None:
    """What the user gave counts, and without the plugin there is none."""
    application = enabled("edges_of_scenes")
    half_white(application.host.paths)
    run(application, creating(canny_image=["1", 0]))
    scenes = application.services.get(Scenes)
    assert scenes.image(scenes.info("half"), "canny")[0, :, 16:].min() == 1


def test_without_the_plugin_there_are_no_edges(penstock_application: Callable[..., Application]) -> None:
    """And the scene is made all the same."""
    application = penstock_application()
    half_white(application.host.paths)
    run(application, creating())
    scenes = application.services.get(Scenes)
    assert scenes.names() == ("half",) and scenes.image(scenes.info("half"), "canny") is None


@pytest.fixture
def sheets(enabled: Start) -> Application:
    """Started with the plugin that makes contact sheets."""
    return enabled("contact_sheet")


def execution(application: Application) -> Execution:
    """Two scenes: a red picture and a green one, a blue one."""
    executions = application.services.get(Executions)
    scenes = [ExecutionScene(order=0, name="one"), ExecutionScene(order=1, name="two")]
    made, _ = executions.start("story", scenes, np.zeros((1, 4, 4, 3), np.float32))
    for name, colour in (("000_one_00", (255, 0, 0)), ("000_one_01", (0, 255, 0)), ("001_two_00", (0, 0, 255))):
        Image.new("RGB", (8, 4), colour).save(made.images_dir / f"{name}.png")
    return made


def sheet(application: Application, made: Execution) -> list[list[float]]:
    """The colours of a sheet, from left to right."""
    graph = {
        "1": node("ContactSheet", exec_images_dir=str(made.images_dir), height=16),
        "2": node("PreviewImage", images=["1", 0]),
    }
    pixels = run(application, graph).outputs["1"][0][0]
    assert pixels.shape == (1, 16, 64, 3)
    return [pixels[0, 8, at].round().tolist() for at in (16, 48)]


def test_a_sheet_shows_the_chosen_picture_of_each_scene(sheets: Application) -> None:
    """The first, and from then on the one that was picked."""
    made = execution(sheets)
    assert sheet(sheets, made) == [[1, 0, 0], [0, 0, 1]]
    sheets.services.get(Executions).pick(made.key, 0, "000_one_01.png")
    assert sheet(sheets, made) == [[0, 1, 0], [0, 0, 1]]
