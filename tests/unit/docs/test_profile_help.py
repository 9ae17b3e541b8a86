"""Help and guide call things as the pages do."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
WORDS: dict[str, Any] = json.loads((ROOT / "locales" / "en" / "main.json").read_text(encoding="utf-8"))["penstock"]


def page(path: str) -> str:
    """Its text, line ends as blanks."""
    return " ".join((ROOT / path).read_text(encoding="utf-8").split())


def test_the_help_of_the_profile_node_calls_actions_as_its_menu_does() -> None:
    """What it says to press is what stands there."""
    profiles, node = WORDS["profiles"], WORDS["profile_node"]
    help_page = page("web/comfyui/docs/PoolProfile.md")
    for word in (profiles["none"], profiles["new"], profiles["import"], profiles["export"]):
        assert f"*{word}*" in help_page
    for word in (node["adopt"], node["restore"], WORDS["undo"]):
        assert f"*{word}*" in help_page


def test_pages_of_pools_name_what_saves_one_as_a_profile() -> None:
    """The entry of the node's menu, in the guides and in the help."""
    for path in ("docs/profiles.md", "docs/image-pools.md", "web/comfyui/docs/GridImagePool.md"):
        assert f"*{WORDS['profile_node']['save']}*" in page(path), path
