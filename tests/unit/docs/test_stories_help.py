"""Help and guides of scenes, stories and executions call things as the pages do."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
WORDS: dict[str, Any] = json.loads((ROOT / "locales" / "en" / "main.json").read_text(encoding="utf-8"))["penstock"]


def page(path: str) -> str:
    """Its text, line ends as blanks."""
    return " ".join((ROOT / path).read_text(encoding="utf-8").split())


def test_scenes_are_edited_and_made_where_it_is_said() -> None:
    """The button of the nodes, and the entry of the page."""
    assert f"**{WORDS['scene_node']['edit']}**" in page("web/comfyui/docs/SceneSelect.md")
    assert f"*{WORDS['scene_node']['edit']}*" in page("docs/scenes.md")
    assert f"*{WORDS['scenes']['new']}*" in page("docs/scenes.md")


def test_the_board_is_called_as_it_calls_itself() -> None:
    """In the node's help and in the guide."""
    for path in ("web/comfyui/docs/StoryEdit.md", "docs/stories.md"):
        for word in (WORDS["stories"]["new"], WORDS["stories"]["add_scenes"]):
            assert f"*{word}*" in page(path), (path, word)


def test_executions_are_begun_and_gone_on_with_as_the_node_says() -> None:
    """The two ways, and an id for one that is to come."""
    node = WORDS["execution_node"]
    help_page = page("web/comfyui/docs/StoryExecutionInit.md")
    for word in (node["new_each_run"], node["continue"], node["new_id"]):
        assert f"*{word}*" in help_page
    assert f"*{node['continue']}*" in page("docs/stories.md")


def test_what_is_done_with_pictures_is_called_as_in_the_browser() -> None:
    """Picking and comparing."""
    guide = page("docs/stories.md")
    for word in (WORDS["executions"]["pick"], WORDS["executions"]["compare"]):
        assert f"*{word}*" in guide


def test_the_keys_that_lead_to_the_pages_are_those_of_the_pages() -> None:
    """`g` and the letter."""
    for plugin, guide in (("scenes", "scenes"), ("stories", "stories"), ("executions", "stories")):
        source = page(f"web/{plugin}/index.js")
        (key,) = {part.split('"')[1] for part in source.split("key: ")[1:]}
        assert f"`g {key}`" in page(f"docs/{guide}.md")
