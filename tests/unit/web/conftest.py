"""Running browser modules in Node."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[3] / "web"


@pytest.fixture
def evaluate(tmp_path: Path) -> Callable[[str], Any]:
    """Runs the body of a module that calls `give(value)`, with `web/` beside it; returns the value."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    shutil.copytree(WEB, tmp_path / "web")
    (tmp_path / "package.json").write_text('{"type": "module"}')

    def run(body: str) -> Any:
        script = tmp_path / "script.js"
        script.write_text(f"{body}\nfunction give(value) {{ console.log(JSON.stringify(value)); }}\n")
        done = subprocess.run([node, str(script)], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
