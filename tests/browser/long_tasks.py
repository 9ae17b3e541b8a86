"""How long a page's main thread worked without a pause, read from a browser's trace."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from attrs import define

_COMMAND = "DevToolsSession::DispatchProtocolCommand"


@define
class LongestTask:
    """Milliseconds of processor time of the longest task, once the trace is read."""

    milliseconds: float = 0.0


@contextmanager
def traced(chromium: Any, page: Any) -> Iterator[LongestTask]:
    """Traces the tasks of a page meanwhile."""
    longest = LongestTask()
    chromium.start_tracing(page=page, categories=["toplevel", "devtools"])
    try:
        yield longest
    finally:
        trace = chromium.stop_tracing()
    longest.milliseconds = _longest(json.loads(trace)["traceEvents"]) / 1000


def quietest(measure: Callable[[], float], enough: float, tries: int = 3) -> float:
    """The least of some measures in milliseconds, `enough` ends them: other programs only ever lengthen one."""
    least = measure()
    for _ in range(tries - 1):
        if least <= enough:
            break
        least = min(least, measure())
    return least


def _longest(events: list[dict[str, Any]]) -> float:
    """What a task waits for other programs is no work of the page's, nor is what the test asks of the browser."""
    mains = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    ours = [one for one in events if (one["pid"], one["tid"]) in mains]
    commands = [(one["pid"], one["ts"]) for one in ours if one["name"] == _COMMAND]
    tasks = [one for one in ours if one["name"].endswith("RunTask") and one["ph"] == "X"]
    assert len(tasks) > 100, "the browser traces no tasks"
    assert commands, "the browser traces no commands"
    own = [task for task in tasks if not any(_contains(task, *command) for command in commands)]
    return max(float(task.get("tdur", task["dur"])) for task in own)


def _contains(task: dict[str, Any], pid: int, when: float) -> bool:
    return bool(task["pid"] == pid and task["ts"] <= when <= task["ts"] + task["dur"])
