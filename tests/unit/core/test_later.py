"""Names of modules that are imported by their first use."""

import subprocess
import sys

import pytest

from penstock.core.later import is_loaded, later, now
from penstock.core.routes import RouteSpec

ANSWERS = "penstock.plugins.system"


def test_a_module_is_imported_by_the_first_use_of_what_is_in_it() -> None:
    """To name a class of it imports nothing, to ask for it or to call it does."""
    code = (
        "import sys\n"
        "from penstock.core.later import later, now\n"
        "answers = later('penstock.plugins.system', 'answers')\n"
        "named = answers.Switched\n"
        "assert 'penstock.plugins.system.answers' not in sys.modules\n"
        "assert now(named).__name__ == 'Switched'\n"
        "assert 'penstock.plugins.system.answers' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_there_already_is_itself() -> None:
    """Plugins may name classes and functions directly."""
    assert now(str) is str
    assert is_loaded(str)
    assert now(None) is None


def test_it_is_called_like_what_it_names() -> None:
    """A class makes its values, whoever names it."""
    named = later(ANSWERS, "answers").FaultLine
    made = named(where="import", message="no")  # type: ignore[operator]
    assert (made.where, made.message) == ("import", "no")
    assert named.loaded


def test_what_is_not_there_says_so_by_its_first_use() -> None:
    """A name that the module lacks, a module that is not there."""
    with pytest.raises(AttributeError, match="Nothing"):
        now(later(ANSWERS, "answers").Nothing)
    with pytest.raises(ModuleNotFoundError):
        now(later(ANSWERS, "nothing").Nothing)


def test_a_route_knows_whether_all_that_it_names_is_imported() -> None:
    """Its handler and shapes are what they stand for once they are asked for."""
    answers = later(ANSWERS, "answers")
    spec = RouteSpec(
        name="a.b", method="GET", path="/a", handler=later(ANSWERS, "handlers").about, answer=answers.About
    )
    assert not spec.is_loaded
    spec.load()
    assert spec.is_loaded
    assert spec.answer is not None
    assert (spec.answer.__name__, spec.handler.__name__) == ("About", "about")
