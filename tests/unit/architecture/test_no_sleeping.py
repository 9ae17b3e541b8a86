"""No test sleeps for a fixed time in the hope that something has happened by then."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import ROOT, parsed

SLEEPS = ("time.sleep", "asyncio.sleep", "anyio.sleep", "sleep", "wait_for_timeout")
LOOPS = (ast.While, ast.For, ast.AsyncFor)
FOLDERS = ("unit", "property", "http", "faults", "hostile", "load", "browser", "docs", "live", "corpus")

SLEEPS_ALL_THE_SAME = {
    ("browser/test_batch_many.py", "view.page.wait_for_timeout(1500)"): "a span of work is what is traced",
    ("browser/test_batch_many.py", "view.page.wait_for_timeout(500)"): "as above: what comes late is traced too",
    ("load/test_steady_load.py", "asyncio.sleep(0.05)"): "between two looks at what the server holds",
    ("live/support/live_proxy.py", "asyncio.sleep(0.05)"): "the wire is away for that long",
    ("live/test_comfyui_runs.py", "time.sleep(20)"): "a stopped process stays stopped for that long",
}
"""Where a test sleeps for a fixed time, and why."""


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / "tests" / folder).rglob("*.py"))


def sleeps(tree: ast.AST) -> Iterator[ast.Call]:
    """Every fixed time that is slept outside of a loop; none at all (`sleep(0)`) lets others work, and that is all."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, LOOPS):
            continue  # the time between two looks
        if isinstance(node, ast.Call) and slept(node) > 0:
            yield node
        yield from sleeps(node)


def slept(call: ast.Call) -> float:
    """For how long a call sleeps; 0 where that is drawn, measured, or no sleep."""
    name = ast.unparse(call.func)
    if name not in SLEEPS and not name.endswith(".wait_for_timeout"):
        return 0
    given = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    return float(given[0]) if given and isinstance(given[0], int | float) else 0


def found(folder: str) -> dict[tuple[str, str], int]:
    return {
        (path.relative_to(ROOT / "tests").as_posix(), ast.unparse(call)): call.lineno
        for path in sources(folder)
        for call in sleeps(parsed(path))
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_test_sleeps_for_a_fixed_time(folder: str) -> None:
    """A condition is looked at until a deadline: an idle machine does not wait, a busy one is given time."""
    assert {place: line for place, line in found(folder).items() if place not in SLEEPS_ALL_THE_SAME} == {}


def test_no_exception_is_left_behind() -> None:
    """What was mended is taken out of the list above."""
    places = {place for folder in FOLDERS for place in found(folder)}
    assert set(SLEEPS_ALL_THE_SAME) - places == set()


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("time.sleep(0.5)", 1),
        ("async def test():\n    await asyncio.sleep(1)", 1),
        ("page.wait_for_timeout(300)", 1),
        ("while not done():\n    time.sleep(0.01)", 0),
        ("time.sleep(0)", 0),
        ("time.sleep(moment)", 0),
    ],
)
def test_what_counts_as_sleeping(source: str, count: int) -> None:
    """A constant outside of a loop does; between two looks, and for a time that is drawn, it does not."""
    assert len(list(sleeps(ast.parse(source)))) == count
