"""The stand-in of docs/writing-a-plugin.md takes the place of the node that is not there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application
from penstock.core.host import HostPaths

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")


def guide_plugin() -> object:
    """The node of the guide, and what it stands in for."""
    names: dict[str, Any] = {}
    for words in ("def flip", "penstock_node_replacements"):
        (block,) = (one for one in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if words in one)
        exec(compile(block, "writing-a-plugin.md", "exec"), names)
    hooks = {name: staticmethod(names[name]) for name in ("penstock_nodes", "penstock_node_replacements")}
    return type("Plugin", (), hooks)()


def test_a_queued_prompt_runs_with_the_node_of_the_guide(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths
) -> None:
    """The old node's picture is flipped, whatever its axis was, and what was linked behind it gets the result."""
    Image.fromarray(np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)).save(penstock_paths.input / "two.png")
    application = penstock_application(guide_plugin())
    engine = Engine(application.nodes, application.services, penstock_paths)
    outcome = engine.run(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": "two.png"}},
            "2": {"class_type": "MirrorPicture", "inputs": {"picture": ["1", 0], "axis": "x"}},
            "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
        }
    )
    assert outcome.ok, outcome.error
    assert outcome.outputs["2"][0][0].tolist() == [[[[0, 0, 1], [1, 0, 0]]]]
