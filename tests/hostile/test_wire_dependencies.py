"""What the product is built on: at night each package is looked up among those with known holes."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.nightly
def test_no_dependency_has_a_known_hole(figure: Callable[..., None]) -> None:
    """pip-audit knows none in what is installed; skipped without it, and without the network that it asks."""
    if importlib.util.find_spec("pip_audit") is None:
        pytest.skip("pip-audit is part of the nightly environment alone")

    command = [sys.executable, "-m", "pip_audit", "--skip-editable", "--progress-spinner", "off", "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, cwd=ROOT)

    if not done.stdout.strip():
        pytest.skip(f"pip-audit could not ask: {done.stderr.strip()[-200:]}")
    told = json.loads(done.stdout)["dependencies"]
    looked_up = [one for one in told if "skip_reason" not in one]
    if not looked_up:
        pytest.skip("pip-audit could look up none: it asks pypi.org")
    assert [(one["name"], one["version"], one["vulns"]) for one in looked_up if one["vulns"]] == []
    figure("G22", "dependencies looked up by pip-audit", tried=len(looked_up), unit="packages")
