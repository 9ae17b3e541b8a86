"""Every browser module parses and, where TypeScript is installed, fits its JSDoc types."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WEB = ROOT / "web"
MODULES = sorted(WEB.rglob("*.js"))
MOST_LINES = 350
OPTIONS = {
    "allowJs": True,
    "checkJs": True,
    "lib": ["es2023", "dom", "dom.iterable"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "noEmit": True,
    "skipLibCheck": True,
    "strict": True,
    "strictPropertyInitialization": False,
    "target": "es2022",
    "types": [],
}


def _program(name: str, variable: str) -> str:
    """The program's path; skips the test where it is not installed."""
    found = os.environ.get(variable) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed (or name it in {variable})")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_module_parses(module: Path, tmp_path: Path) -> None:
    """A browser module is valid JavaScript."""
    copy = tmp_path / "module.mjs"
    copy.write_bytes(module.read_bytes())
    checked = subprocess.run(
        [_program("node", "NODE"), "--check", str(copy)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_modules_fit_their_types(tmp_path: Path) -> None:
    """All modules together pass TypeScript's strict check of their JSDoc types."""
    config = tmp_path / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": OPTIONS, "include": [f"{WEB}/**/*.js"]}))
    checked = subprocess.run([_program("tsc", "TSC"), "-p", str(config)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_module_stays_small_and_safe(module: Path) -> None:
    """A module has one idea's length, and text reaches the page only as text."""
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert dangerous not in text


def test_comfyui_loads_one_module() -> None:
    """ComfyUI imports every .js file below its web folder, so that only the entry may lie there."""
    assert [path.name for path in (WEB / "comfyui").rglob("*.js")] == ["penstock.js"]


def test_every_text_is_translated() -> None:
    """Every key that a module asks for is in the English texts."""
    texts = json.loads((ROOT / "locales" / "en" / "main.json").read_text(encoding="utf-8"))["penstock"]
    wanted = {key for module in MODULES for key in _keys(module.read_text(encoding="utf-8"))}
    assert wanted, "the pattern below finds no keys"
    assert {key for key in wanted if not isinstance(_find(texts, key), str)} == set()


def _keys(source: str) -> set[str]:
    calls = re.findall(r"\bt\(([^)]*)", source)
    return {key for call in calls for key in re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', call)}


def _find(tree: object, key: str) -> object:
    for part in key.split("."):
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree
