"""Figures are added together, replaced by later runs, and shown; the page of the tree is the one that they make."""

import ast
import json
from pathlib import Path

import pytest

from ...figures import gathering, page, recording

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reliability.md"
GOALS = [f"G{number}" for number in range(1, 24)]


def figure(tried: int, size: str = "change", **changed: object) -> dict[str, object]:
    known = {"goal": "G5", "what": "writes", "unit": "requests", "measured": {}, "lacking": "", "test": "tests/a.py::t"}
    return {**known, "tried": tried, "size": size, **changed}


def test_figures_of_one_thing_are_added_and_the_largest_measure_is_kept() -> None:
    """Over parametrised tests and processes; sizes stay apart."""
    kept = [figure(3, measured={"ms": 2.0}), figure(4, measured={"ms": 9.5}), figure(70, "nightly")]
    rows = gathering.added(kept, "2026-11-22")
    assert [(row.size, row.tried, row.measured) for row in rows] == [("change", 7, {"ms": 9.5}), ("nightly", 70, {})]


def test_a_later_run_replaces_what_it_tried_and_nothing_else() -> None:
    """A row is known by its goal, what was tried and the size; goals are in the order of their numbers."""
    old = gathering.added([figure(1), figure(2, "nightly"), figure(3, goal="G10")], "2026-11-21")
    rows = gathering.merged(old, gathering.added([figure(5)], "2026-11-22"))
    assert [(row.goal, row.size, row.tried, row.date) for row in rows] == [
        ("G5", "change", 5, "2026-11-22"),
        ("G5", "nightly", 2, "2026-11-21"),
        ("G10", "change", 3, "2026-11-21"),
    ]


def test_rows_come_back_from_their_file(tmp_path: Path) -> None:
    """As they were."""
    rows = gathering.added([figure(5, measured={"ms": 1.5}, lacking="No mounts here.")], "2026-11-22")
    gathering.store(tmp_path / "rows.json", rows)
    assert gathering.stored(tmp_path / "rows.json") == rows
    assert gathering.stored(tmp_path / "none.json") == []


def test_a_table_stands_between_its_comments_and_the_rest_stays() -> None:
    """Amounts of both sizes in one line; filling a page twice changes nothing."""
    text = "a\n<!-- figures G5 -->\nold\n<!-- end of figures -->\nb\n"
    rows = gathering.added([figure(1200), figure(70_000, "nightly", lacking="No mounts here.")], "2026-11-22")
    made = page.filled(text, rows)
    assert "| writes | 1,200 requests | 70,000 requests |  |" in made
    assert "Not tried: No mounts here." in made
    assert "old" not in made
    assert made.startswith("a\n")
    assert made.endswith("b\n")
    assert page.filled(made, rows) == made


def test_nothing_is_kept_unless_a_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then one line for each figure."""
    made = recording.Figure(goal="G5", what="writes", tried=3, unit="requests", test="tests/a.py::t", size="change")
    monkeypatch.delenv(recording.FOLDER, raising=False)
    recording.keep(made)
    monkeypatch.setenv(recording.FOLDER, str(tmp_path / "kept"))
    recording.keep(made)
    recording.keep(made)
    (row,) = gathering.added(gathering.lines([tmp_path / "kept"]), "2026-11-22")
    assert row.tried == 6


def test_the_page_is_made_of_the_figures_and_has_a_place_for_each_goal() -> None:
    """`python tests/figures/publish.py` writes it anew."""
    text = PAGE.read_text(encoding="utf-8")
    assert page.goals(text) == GOALS
    assert page.filled(text, gathering.stored(ROOT / "docs" / "figures.json")) == text


def test_every_test_of_a_figure_is_there_and_says_it() -> None:
    """A figure whose test is gone would be a claim that nobody can repeat."""
    rows = json.loads((ROOT / "docs" / "figures.json").read_text(encoding="utf-8"))
    for test in {test for row in rows for test in row["tests"]}:
        path, name, *_ = test.split("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        named |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        assert name in named, test
