"""Each node of ours has help that ComfyUI shows, and it names what people see of the node."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.application import Application
from penstock.core.nodes import NodeSpec

ROOT = Path(__file__).resolve().parents[3]
HELP = ROOT / "web" / "comfyui" / "docs"


@pytest.fixture
def nodes(penstock_application: Callable[..., Application]) -> tuple[NodeSpec, ...]:
    """The nodes of the bundled plugins."""
    return penstock_application().nodes


def named(page: str) -> set[str]:
    """What stands in backticks, `route_1` to `route_10` counted out."""
    found = set(re.findall(r"`([a-z_0-9]+)`", page))
    for stem, first, last in re.findall(r"`([a-z]+_)(\d+)` to `\1(\d+)`", page):
        found |= {f"{stem}{number}" for number in range(int(first), int(last) + 1)}
    return found


def test_each_node_has_its_page_and_each_page_its_node(nodes: tuple[NodeSpec, ...]) -> None:
    """ComfyUI finds a node's help by its id; pages of nodes that are gone are gone."""
    assert sorted(path.stem for path in HELP.glob("*.md")) == sorted(spec.id for spec in nodes)


def test_help_names_every_input_and_output_that_people_see(nodes: tuple[NodeSpec, ...]) -> None:
    """What is not hidden is explained."""
    for spec in nodes:
        page = (HELP / f"{spec.id}.md").read_text(encoding="utf-8")
        seen = {one.id for one in spec.inputs if not one.hidden} | {one.id for one in spec.outputs}
        assert seen <= named(page), spec.id
        assert page.startswith(f"# {spec.display_name}\n")


def test_help_and_guide_call_the_gates_settings_as_the_dialog_does() -> None:
    """The words in the help of gates are those that users read in the dialog."""
    words = json.loads((ROOT / "locales" / "en" / "main.json").read_text(encoding="utf-8"))["penstock"]["gate_node"]
    for name in ("ImageGate", "ImageChooserGate", "TextGate"):
        page = (HELP / f"{name}.md").read_text(encoding="utf-8")
        for setting in ("wait", "repeat", "time_limit", "unanswered"):
            assert words[setting]["label"] in page, name
        for choice in ("park", "stop", "pass", "wait"):
            assert words["unanswered"][choice] in page, name
        assert words["ask_again"] in page
    guide = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
    for word in (words["settings"], words["run_from_here"], words["ask_again"], *list(words["repeat"].values())[2:]):
        assert word in guide
