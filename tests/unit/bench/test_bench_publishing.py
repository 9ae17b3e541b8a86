"""Results of the bench as files, and the pages and pictures that are made of them."""

from pathlib import Path

import pytest

_DOCS = Path(__file__).resolve().parents[3] / "docs"


def _result(*rows, **options):
    from bench.results import Result

    usual = {
        "taken": "2026-01-02 03:04",
        "version": "1.2.3",
        "machine": "2 cores",
        "python": "3.11.7",
        "load": (0.5, 1.25),
        "quick": False,
    }
    return Result(**{**usual, **options}, rows=rows)


def _faster(goal="S2", times=5.0, ours=1.0, what="label"):
    from bench.table import faster
    from bench.timing import Series

    return faster(goal, what, Series((10.0,)), Series((ours,)), times)


def _count(goal="S6", ours=800.0, least=800.0, most=800.0):
    from bench.table import Wanted, count

    return count(goal, "slots", ours, Wanted(least, most))


def test_what_is_published_is_what_the_stored_results_make():
    """Every page and picture about speed equals what `publish.py` makes of docs/benchmarks: no figure is typed."""
    from bench.publish import made_of
    from bench.results import stored

    made = made_of(stored(_DOCS / "benchmarks"), (_DOCS / "performance.md").read_text(encoding="utf-8"))
    for path, text in made.items():
        assert (_DOCS / path).read_text(encoding="utf-8") == text, f"{path}: run tests/bench/publish.py"
    pictures = {f"benchmarks/{path.name}" for path in (_DOCS / "benchmarks").glob("*.svg")}
    assert pictures == {path for path in made if path.endswith(".svg")}


def test_every_goal_has_its_place_on_the_page_and_its_meaning():
    """No goal that the bench measures can be left out of the tables, nor stay unexplained."""
    from bench.pages import goals_of
    from bench.run import goals

    page = (_DOCS / "performance.md").read_text(encoding="utf-8")
    placed = goals_of(page)
    assert sorted(placed) == sorted(goals())
    assert [goal for goal in goals() if f"\n| {goal} |" not in page] == []


def test_no_table_of_figures_stands_outside_the_generated_places():
    """The bench's own tables are only where the generator puts them."""
    page = (_DOCS / "performance.md").read_text(encoding="utf-8")
    outside = "".join(part.rpartition("<!-- end of benchmarks -->")[2] for part in page.split("<!-- benchmarks "))
    assert "ratio min" not in outside


def test_a_result_survives_its_file():
    """What is read from a file is what was written, goals and loads included."""
    from bench.results import as_json, from_json

    result = _result(_faster(), _count(), note="on a train")
    assert from_json(as_json(result)) == result
    assert from_json(as_json(_result(load=None))).load is None


@pytest.mark.parametrize("text", ["[]", "{}", '{"rows": 3, "load": null}', "null", "{"])
def test_a_file_that_is_no_result_is_refused(text):
    """Whatever else the file holds is a `ValueError`, not a page of nonsense."""
    from bench.results import from_json

    with pytest.raises(ValueError):
        from_json(text)


def test_parts_of_a_run_are_joined_and_the_last_of_a_goal_counts():
    """A goal that was measured again replaces its rows; the highest loads are kept."""
    from bench.results import joined

    first, again = _faster(ours=1.0), _faster(ours=2.0)
    made = joined([_result(first, _count()), _result(again, taken="2026-01-02 04:00", load=(3.0, 0.1))])
    assert list(made.rows) == [again, _count()]
    assert (made.taken, made.load) == ("2026-01-02 04:00", (3.0, 1.25))


def test_quick_and_partial_runs_are_not_published():
    """A run that would make goals disappear from the pages, or at small sizes, is refused."""
    from bench.publish import accepted

    whole = _result(_faster(), _count())
    assert accepted([whole], []) == whole
    with pytest.raises(SystemExit, match="quick"):
        accepted([_result(_faster(), quick=True)], [])
    with pytest.raises(SystemExit, match="S6"):
        accepted([_result(_faster())], [whole])


def test_the_margin_is_how_many_times_as_good_as_wanted():
    """At least 5 reached with 10 is 2; at most 4 with 8 is one half; the worse ratio counts; exact counts have none."""
    from bench.margins import margin, worst
    from bench.table import Wanted, costs, count
    from bench.timing import Series

    expensive = costs("A2", "ping", Series((1.0,)), Series((8.0,)), 4, "idle")
    assert [margin(row) for row in (_faster(), expensive, _count())] == [2.0, 0.5, None]
    assert margin(count("Z1", "left", 0, Wanted(0, 0))) is None
    assert margin(count("R2", "seconds", 0.25, Wanted(at_most=1))) == 4.0
    assert worst([_faster(), _faster(ours=4.0), _count()]) == 0.5


def test_publishing_keeps_the_run_and_writes_the_pages(tmp_path):
    """The file goes to docs/benchmarks; both pages and the pictures are made anew, old pictures go."""
    from bench.publish import main
    from bench.results import as_json, stored

    page = tmp_path / "performance.md"
    page.write_text("a\n<!-- benchmarks S2 -->\nold\n<!-- end of benchmarks -->\nb\n", encoding="utf-8")
    (tmp_path / "run.json").write_text(as_json(_result(_faster())), encoding="utf-8")
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "OLD.svg").touch()
    main([str(tmp_path / "run.json")], tmp_path)
    assert stored(tmp_path / "benchmarks") == [_result(_faster())]
    assert sorted(path.name for path in (tmp_path / "benchmarks").iterdir()) == ["2026-01-02-0304.json", "S2.svg"]
    text = page.read_text(encoding="utf-8")
    assert "| label" in text
    assert "old" not in text
    assert "2 (1 of 1)" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")


def test_the_picture_shows_the_bars_and_the_runs_before():
    """A bar for each row with a margin, red where the goal is missed, a dot for each earlier run; texts are escaped."""
    from xml.etree import ElementTree as Xml

    from bench.plots import plot

    before, last = _result(_faster(what="<b>")), _result(_faster(what="<b>"), _faster(what="add", ours=4.0), _count())
    drawn = plot("S2", [before, last])
    tags = [one.tag.rpartition("}")[2] for one in Xml.fromstring(drawn)]
    assert (tags.count("rect"), tags.count("circle")) == (3, 1)  # the paper and two bars
    assert drawn.count("#b3402a") == 1
    assert "&lt;b&gt;" in drawn
    assert plot("S6", [last]) == ""


def test_the_picture_is_the_same_for_the_same_figures():
    """Nothing of the time or the machine is in the picture."""
    from bench.plots import plot

    assert plot("S2", [_result(_faster())]) == plot("S2", [_result(_faster(), taken="2027-01-01 00:00", load=None)])
