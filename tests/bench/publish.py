"""`python tests/bench/publish.py RESULT...`: a run of the bench into docs/benchmarks, and all pages made of it anew.

Several results are the parts of one run (`--only`), joined. Without one only the pages are written anew. A test
compares the pages with what this makes of the files, so no figure on them is typed.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)  # the folder of the namespace `bench`

from bench.pages import filled, history
from bench.plots import plot
from bench.results import Result, as_json, from_json, joined, name_of, stored

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"


def accepted(results: list[Result], known: list[Result]) -> Result:
    """The run that is to be kept; `SystemExit` for a quick one, and where goals of the run before are missing."""
    made = joined(results)
    if made.quick:
        raise SystemExit("a quick run is not published: its sizes are not those of the goals")
    if lacking := [goal for goal in (known[-1].goals if known else []) if goal not in made.goals]:
        raise SystemExit(f"these goals are missing, name the files of all parts: {', '.join(lacking)}")
    return made


def made_of(results: list[Result], performance: str) -> Mapping[str, str]:
    """Every generated file by its path in docs/; `performance` is the page of that name as it is."""
    plots = {f"benchmarks/{goal}.svg": plot(goal, results) for goal in results[-1].goals}
    pages = {"benchmarks.md": history(results), "performance.md": filled(performance, results[-1])}
    return {**pages, **{path: text for path, text in plots.items() if text}}


def main(paths: list[str], docs: Path = DOCS) -> None:
    """Keep the run in these files, then write the pages."""
    folder = docs / "benchmarks"
    folder.mkdir(exist_ok=True)
    if paths:
        run = accepted([from_json(Path(path).read_text(encoding="utf-8")) for path in paths], stored(folder))
        (folder / name_of(run)).write_text(as_json(run), encoding="utf-8")
    for old in folder.glob("*.svg"):
        old.unlink()
    page = (docs / "performance.md").read_text(encoding="utf-8")
    for path, text in made_of(stored(folder), page).items():
        (docs / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
