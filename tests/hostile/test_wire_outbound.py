"""The product calls nobody: every route once, with no network at all, and every call seen by an audit hook."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHILD = Path(__file__).with_name("outbound_child.py")


def can_be_alone() -> bool:
    """Whether this machine makes network namespaces for us."""
    tool = shutil.which("unshare")
    return tool is not None and subprocess.run([tool, "-n", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux'")
def test_without_a_network_every_route_answers_and_nobody_is_called(figure: Callable[..., None]) -> None:
    """Start, populate, ask every route, run a graph, stop: no address but our own is called or looked up."""
    alone = ["unshare", "-n"] if can_be_alone() else []
    if not alone:
        pytest.skip("this machine makes no network namespaces for us")

    done = subprocess.run(
        [*alone, sys.executable, str(CHILD)], capture_output=True, text=True, check=False, timeout=110
    )

    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["called"] == []
    assert not [status for status in told["statuses"] if status.startswith("5")]
    assert told["statuses"]["200"] > 100
    figure("G22", "routes asked without a network", tried=sum(told["statuses"].values()), unit="requests")
