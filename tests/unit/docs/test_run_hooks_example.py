"""The example of docs/writing-a-plugin.md that hears of runs."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.dispatch import Dispatcher
from penstock.core.events.runs import RunCompleted, RunLost

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")


def test_slow_and_lost_runs_are_in_the_log(
    penstock_application: Callable[..., Application], caplog: pytest.LogCaptureFixture
) -> None:
    """A quick one is not, nor one that is sent again."""
    (block,) = (one for one in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if "slow_runs.py" in one)
    module: Any = type("Module", (), {})()
    names: dict[str, Any] = {}
    exec(compile(block, "slow_runs.py", "exec"), names)
    for name in ("penstock_run_completed", "penstock_run_lost"):
        setattr(module, name, names[name])
    dispatcher = penstock_application(module).services.get(Dispatcher)
    with caplog.at_level(logging.WARNING, "penstock.plugins.slow_runs"):
        for seconds in (59.0, 61.0):
            dispatcher.notify(RunCompleted(run="r", title="Fox", server="there", seconds=seconds))
        for again in (True, False):
            dispatcher.notify(RunLost(run="r", title="Cat", server="there", again=again))
        assert dispatcher.settle()
    told = [record.getMessage() for record in caplog.records if record.name == "penstock.plugins.slow_runs"]
    assert told == ["Fox took 61 s on there.", "Cat is lost: there was started anew, or its queue was cleared."]
