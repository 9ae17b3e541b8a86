"""What a run of the bench found, as a file for programs: the pages of the documentation are made from these files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, evolve, frozen
from bench.table import Row, Wanted


@frozen(kw_only=True)
class Result:
    """One run: when (UTC), of which version, on what machine, under which load (before and after), and its rows.

    `load` is None where it was not kept; `note` says what else is to know of the run.
    """

    taken: str
    version: str
    machine: str
    python: str
    load: tuple[float, float] | None
    quick: bool
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def about(self) -> str:
        """The machine in a line."""
        load = "load not kept" if self.load is None else "load {:g} before, {:g} after".format(*self.load)
        return "; ".join(filter(None, (self.machine, f"Python {self.python}", load, self.note)))

    @property
    def summary(self) -> str:
        """How many rows met their goal, and the goals that did not."""
        judged = [row for row in self.rows if row.met is not None]
        missed = sorted({row.goal for row in judged if not row.met})
        met = sum(row.met is True for row in judged)
        return f"{met} of {len(judged)} rows met; missed: {', '.join(missed) or 'none'}"

    @property
    def goals(self) -> list[str]:
        """The goals that it measured, in the order of the rows."""
        return list(dict.fromkeys(row.goal for row in self.rows))

    def of(self, goals: Iterable[str]) -> list[Row]:
        """The rows of these goals."""
        wanted = frozenset(goals)
        return [row for row in self.rows if row.goal in wanted]


def as_json(result: Result) -> str:
    """The file's text; the same for the same result."""
    return json.dumps(asdict(result), indent=1) + "\n"


def from_json(text: str) -> Result:
    """The result in a file's text. Raises `ValueError` for anything else."""
    try:
        given: dict[str, Any] = json.loads(text)
        rows, load = tuple(_row(row) for row in given.pop("rows")), given.pop("load")
        return Result(rows=rows, load=None if load is None else (load[0], load[1]), **given)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"this is no result of the bench: {error}") from error


def _row(given: Mapping[str, Any]) -> Row:
    return Row(**{**given, "ratios": tuple(given["ratios"]), "wanted": Wanted(**given["wanted"])})


def joined(results: Sequence[Result]) -> Result:
    """Runs of parts as one: of a goal that several measured the last one counts; the load is the highest."""
    last = results[-1]
    rows: dict[str, list[Row]] = {}
    for result in results:
        rows.update({goal: result.of([goal]) for goal in result.goals})
    loads = [result.load for result in results if result.load is not None]
    load = (max(before for before, _ in loads), max(after for _, after in loads)) if loads else None
    quick = any(result.quick for result in results)
    return evolve(last, rows=tuple(row for found in rows.values() for row in found), load=load, quick=quick)


def stored(folder: Path) -> list[Result]:
    """Every result in the folder, the oldest first."""
    return [from_json(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def name_of(result: Result) -> str:
    """The file's name in that folder: sorted by name they are sorted by time."""
    return f"{result.taken.replace(' ', '-').replace(':', '')}.json"
