"""What is read out of a workflow is what ComfyUI's real frontend queues for it, with everything in one graph."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("comfyui_frontend_package", reason="comfyui-frontend-package is not installed")

from penstock.adapters.testing.workflow_documents import Sheet, as_answered, as_saved, little_classes
from penstock.plugins.workflows.documents.prompts import prompt_of
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas

INNER, OUTER = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))


def oracle() -> ModuleType:
    """The script that asks the frontend."""
    path = Path(__file__).parents[1] / "corpus" / "frontend_oracle.py"
    spec = importlib.util.spec_from_file_location("frontend_oracle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def classes() -> dict[str, Any]:
    """The little classes, and the one that the frontend is waited for by."""
    known = little_classes()
    return as_answered({**known, "KSampler": known["Sampler"]})


@pytest.fixture
def frontend(chromium: Any, classes: dict[str, Any]) -> Iterator[Any]:
    """The frontend with those classes."""
    made = chromium.new_page()
    oracle().open_page(made, json.dumps(classes).encode())
    yield made
    made.close()


def writer() -> Sheet:
    """A text inside a subgraph, promoted."""
    made = Sheet(id=INNER, name="Writer")
    made.node("Text", ["inner"], "clip:CLIP", "=text:STRING", id=31, outputs=("CONDITIONING",))
    made.opens("clip", (31, "clip"), kind="CLIP")
    made.opens("text", (31, "text"), kind="STRING")
    made.closes("out", 31)
    return made


def double() -> Sheet:
    """A writer inside a subgraph, promoted once more."""
    made = Sheet(id=OUTER, name="Double")
    made.node(INNER, ["middle"], "clip:CLIP", "=text:STRING", id=81, outputs=("CONDITIONING",))
    made.opens("clip", (81, "clip"), kind="CLIP")
    made.opens("words", (81, "text"), kind="STRING")
    made.closes("out", 81)
    return made


def everything() -> dict[str, Any]:
    """Subgraphs in each other, a reroute, a bypassed and a muted node, a primitive, a linked widget, a choice."""
    top = Sheet()
    top.node("Loader", ["a.safetensors"], id=1, outputs=("MODEL", "CLIP", "VAE"))
    top.node(INNER, ["outer"], "clip:CLIP", "=text:STRING", id=5, outputs=("CONDITIONING",))
    top.node(OUTER, ["top"], "clip:CLIP", "=words:STRING", id=7, outputs=("CONDITIONING",))
    top.node("Reroute", None, ":*", id=8, outputs=("*",))
    slots = ("model:MODEL", "positive:CONDITIONING", "negative:CONDITIONING", "=steps:INT")
    top.node("Sampler", [2**40, "fixed", 12, 3.5, "dpmpp_2m"], *slots, id=9, outputs=("LATENT",))
    top.node("Decode", None, "samples:LATENT", id=10, outputs=("IMAGE",))
    top.node("Resize", ["by size", 640, 480], "image:IMAGE", id=11, outputs=("IMAGE",), mode=4)
    top.node("Save", ["mine"], "images:IMAGE", id=12, outputs=())
    top.node("Save", ["other"], "images:IMAGE", id=13, outputs=(), mode=2)
    top.node("Number", [9], id=14, outputs=("INT",))
    top.node("PrimitiveNode", [33, "fixed"], id=15, outputs=("INT",))
    top.node("Sampler", [5, "fixed", 1, 1.0, "euler"], "=steps:INT", id=16, outputs=("LATENT",))
    box = {"x": 1, "y": 2, "width": 3, "height": 4}
    top.node("Crop", [box, *box.values()], "image:IMAGE", id=17, outputs=("IMAGE",))
    top.node("Resize", ["by size", 64, 48], "image:IMAGE", id=18, outputs=("IMAGE",))
    top.node("Load", ["a.png", "image"], id=19, outputs=("IMAGE", "MASK"))
    links = [(1, 0, 9, "model"), (1, 1, 8, ""), (8, 0, 5, "clip"), (8, 0, 7, "clip"), (5, 0, 9, "positive")]
    links += [(7, 0, 9, "negative"), (9, 0, 10, "samples"), (10, 0, 11, "image"), (11, 0, 12, "images")]
    links += [(11, 0, 13, "images"), (14, 0, 9, "steps"), (15, 0, 16, "steps"), (19, 0, 17, "image")]
    for link in [*links, (17, 0, 18, "image")]:
        top.link(*link)
    return as_saved(top.document(writer(), double()))


def test_the_prompt_is_the_pages_own(frontend: Any, classes: dict[str, Any]) -> None:
    """The same nodes under the same ids, with the same classes and inputs."""
    document = everything()
    answer = json.loads(frontend.evaluate(oracle().CONVERT, json.dumps(document)))
    theirs = {node: (told["class_type"], told["inputs"]) for node, told in answer["output"].items()}
    mine = prompt_of(read_graph(document, Schemas(classes)))
    assert {node: (told["class_type"], told["inputs"]) for node, told in mine.items()} == theirs
    assert {"7:81:31", "5:31", "9"} <= set(theirs)
