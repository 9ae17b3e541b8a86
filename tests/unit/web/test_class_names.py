"""Style sheets of all plugins meet on one page of ComfyUI: a class belongs to one of them."""

import re
from collections import defaultdict
from pathlib import Path

WEB = Path(__file__).resolve().parents[3] / "web"
SHARED = ("library", "standalone")
"""Folders whose classes are for everybody."""

MEETING = {
    "penstock-broken",
    "penstock-card-facts",
    "penstock-dropping",
    "penstock-marked",
    "penstock-overview-empty",
    "penstock-page",
    "penstock-picker-name",
    "penstock-texts",
}
"""Words for states and parts that two plugins use; what they say there was looked at."""

RULE = re.compile(r"([^{}]+)\{")
ALONE = re.compile(r"\.(penstock-[\w-]+)[^.\s>+~]*$")


def owners() -> dict[str, set[str]]:
    """The plugins that style a class wherever it stands, by class."""
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in WEB.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in RULE.findall(text):
            for selector in selectors.split(","):
                alone = ALONE.match(re.split(r"[\s>+~]", selector.strip())[0])
                if alone:
                    found[alone[1]].add(sheet.relative_to(WEB).parts[0])
    return found


def test_a_class_belongs_to_one_plugin() -> None:
    """Two plugins that style one class wherever it stands break each other's nodes once both sheets are loaded."""
    several = {name for name, plugins in owners().items() if len(plugins - set(SHARED)) > 1}
    assert several <= MEETING
