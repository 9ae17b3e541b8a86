"""The pages about speed, made of the results: docs/benchmarks.md whole, the tables of docs/performance.md."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bench.margins import worst
from bench.plots import plot
from bench.results import Result
from bench.table import Row, as_text, number

_PLACE: Final = re.compile(r"(<!-- benchmarks ([A-Z0-9 ]+|missed) -->\n).*?(<!-- end of benchmarks -->)", re.DOTALL)
_MOST_RUNS: Final = 6
_INTRODUCTION: Final = """\
# Benchmarks

Every run of the bench that was kept, made by `python tests/bench/publish.py` from the files in `docs/benchmarks`; no
figure on this page is typed. [Performance](performance.md) says what the goals mean, how they are measured, and why
some are missed.

A bar shows how far a row of the last run is from its goal, on a scale of powers of ten: to the right of the line at 1
the goal is met, to the left missed; dots are earlier runs. Ratios of the minima and of the medians must both meet a
goal, the worse of the two is drawn. Counts that are right or wrong have no bar.
"""


def filled(page: str, result: Result) -> str:
    """docs/performance.md with the tables of a result at their places."""
    return _PLACE.sub(lambda found: f"{found[1]}\n{_part(found[2], result)}\n\n{found[3]}", page)


def goals_of(page: str) -> list[str]:
    """The goals that have a place on the page."""
    return [goal for _, goals, _ in _PLACE.findall(page) if goals != "missed" for goal in goals.split()]


def _part(goals: str, result: Result) -> str:
    if goals == "missed":
        rows = [row for row in result.rows if row.met is False]
        return as_text(rows) if rows else "None."
    rows = result.of(goals.split())
    return as_text(rows) if rows else "Not measured yet."


def history(results: Sequence[Result]) -> str:
    """docs/benchmarks.md."""
    last = results[-1]
    return "\n".join(
        [
            _INTRODUCTION,
            "## Runs\n",
            *_runs(results),
            "\n## How far from each goal\n",
            "The worst row of each goal, as times as good as wanted (1 is the goal), and how many rows met it.\n",
            *_margins(results[-_MOST_RUNS:]),
            "\n## The last run\n",
            f"{last.taken} UTC, version {last.version}. {last.about}. {last.summary}.",
            *_goals(results),
        ]
    )


def _runs(results: Sequence[Result]) -> Iterator[str]:
    yield "| run (UTC) | version | machine | rows met |"
    yield "|---|---|---|---|"
    for result in reversed(results):
        yield f"| {result.taken} | {result.version} | {result.about} | {result.summary} |"


def _margins(results: Sequence[Result]) -> Iterator[str]:
    yield f"| goal | {' | '.join(result.taken for result in results)} |"
    yield "|---|" + "---|" * len(results)
    for goal in results[-1].goals:
        yield f"| [{goal}](#{goal.lower()}) | {' | '.join(_cell(result.of([goal])) for result in results)} |"


def _cell(rows: list[Row]) -> str:
    judged = [row for row in rows if row.met is not None]
    if not judged:
        return ""
    far = worst(rows)
    met = f"{sum(row.met is True for row in judged)} of {len(judged)}"
    return met if far is None else f"{number(far)} ({met})"


def _goals(results: Sequence[Result]) -> Iterator[str]:
    last = results[-1]
    for goal in last.goals:
        yield f"\n### {goal}\n"
        if plot(goal, results):
            yield f"![{goal}: how far each row is from its goal](benchmarks/{goal}.svg)\n"
        yield as_text(last.of([goal]))
    yield ""
