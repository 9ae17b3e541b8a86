"""Help and guides of libbers and prompts call things as the pages do."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
WORDS: dict[str, Any] = json.loads((ROOT / "locales" / "en" / "main.json").read_text(encoding="utf-8"))["penstock"]


def page(path: str) -> str:
    """Its text, line ends as blanks."""
    return " ".join((ROOT / path).read_text(encoding="utf-8").split())


def test_the_help_of_libbers_calls_things_as_the_nodes_do() -> None:
    """What it says to press is what stands there."""
    manager, applied = (page(f"web/comfyui/docs/Libber{name}.md") for name in ("Manager", "Apply"))
    for word in (WORDS["texts"]["new"], WORDS["libbers"]["used_by"]):
        assert f"*{word}*" in manager
    assert f"**{WORDS['texts']['save']}**" in manager
    assert f"*{WORDS['libbers']['chain']}*" in applied


def test_the_help_of_prompts_calls_things_as_the_nodes_do() -> None:
    """Storing, copying, and the way back to version 1."""
    node, prompts = WORDS["prompt_node"], WORDS["prompts"]
    for path in ("web/comfyui/docs/PromptCollectionEdit.md", "docs/prompts.md"):
        for word in (node["store"], node["take"], prompts["restore_v1"]):
            assert f"*{word}*" in page(path), (path, word)
    assert f"*{prompts['no_libber']}*" in page("docs/prompts.md")


def test_the_guide_calls_what_an_editor_does_as_the_editor_does() -> None:
    """Save, undo, redo, discard, and whose version counts."""
    guide, words = page("docs/libbers.md"), WORDS["texts"]
    for word in (words["undo"], words["redo"], words["discard"], words["new"]):
        assert f"*{word}*" in guide
    assert f"**{words['save']}**" in guide
    assert f"{words['mine'].lower()} or {words['theirs'].lower()}" in guide
