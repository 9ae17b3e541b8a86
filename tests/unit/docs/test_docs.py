"""The docs say what the code does."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def script(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_hooks_is_that_of_the_specs() -> None:
    """docs/hooks.md holds every hook with its signature and docstring; run tests/lint/hook_table.py after a change."""
    assert (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8") == script(ROOT / "tests/lint/hook_table.py").page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of the docs exists."""
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", prose):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_the_plugin_of_the_guide_refuses_small_images(penstock_application: Any) -> None:
    """The ten lines of the guide are loaded and answer as the guide says."""
    guide = (ROOT / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "no_small_images.py" in b)
    module = type("Module", (), {})()
    names: dict[str, Any] = {}
    exec(compile(block, "no_small_images.py", "exec"), names)
    module.penstock_admit_slot = names["penstock_admit_slot"]
    application = penstock_application(module)
    from penstock.core.contracts.pools import Candidate

    small = Candidate(pool_id="p", path=ROOT, width=64, height=64, file_name="a.png")
    plugin, refusal = application.dispatcher.decide("penstock_admit_slot", candidate=small)
    assert plugin == "tested_0"
    assert "64x64" in refusal.reason
    large = Candidate(pool_id="p", path=ROOT, width=640, height=640, file_name="a.png")
    assert application.dispatcher.decide("penstock_admit_slot", candidate=large) is None
