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
FOLDERS = sorted({path.parent for path in MODULES})
CHECK = """
const { readFileSync } = require("node:fs");
const { SourceTextModule } = require("node:vm");
for (const path of readFileSync(0, "utf8").split("\\n")) {
  try {
    new SourceTextModule(readFileSync(path, "utf8"), { identifier: path });
  } catch (error) {
    console.error(`${path}: ${error.stack}`);
    process.exitCode = 1;
  }
}
"""
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


def test_modules_parse() -> None:
    """Every browser module is valid JavaScript."""
    command = [_program("node", "NODE"), "--experimental-vm-modules", "--no-warnings", "-e", CHECK]
    given = "\n".join(map(str, MODULES))
    checked = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_modules_fit_their_types(tmp_path: Path) -> None:
    """All modules together pass TypeScript's strict check of their JSDoc types."""
    config = tmp_path / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": OPTIONS, "include": [f"{WEB}/**/*.js"]}))
    checked = subprocess.run([_program("tsc", "TSC"), "-p", str(config)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(WEB).as_posix())
def test_modules_stay_small_and_safe(folder: Path) -> None:
    """A module has one idea's length, and text reaches the page only as text."""
    for module in folder.glob("*.js"):
        text = module.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= MOST_LINES, module.name
        for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert dangerous not in text, module.name


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
