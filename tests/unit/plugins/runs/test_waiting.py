"""The mark that tells a start that runs wait: never missing where something waits."""

from pathlib import Path

from penstock.core.files import Files
from penstock.plugins.runs.waiting import Pending


def test_the_mark_comes_and_goes(tmp_path: Path) -> None:
    """Setting it twice is fine, as is clearing none."""
    mark = Pending(tmp_path / "private" / "runs.pending", Files())
    mark.clear(lambda: False)
    mark.set()
    mark.set()
    assert mark.is_set
    mark.clear(lambda: True)
    assert mark.is_set
    mark.clear(lambda: False)
    assert not mark.is_set


def test_a_run_that_is_stored_while_the_mark_goes_keeps_it(tmp_path: Path) -> None:
    """Another process stores one between the question and the end of the mark."""
    mark = Pending(tmp_path / "runs.pending", Files())
    mark.set()
    answers = iter((False, True))
    mark.clear(lambda: next(answers))
    assert mark.is_set
