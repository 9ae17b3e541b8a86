"""The node Libber Manager: what a library holds, as outputs; a run never writes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.errors import Invalid, NotFound
from penstock.core.nodes import NodeResult

NODE = "LibberManager"
Run = Callable[..., NodeResult]
Save = Callable[..., str]
Validated = Callable[..., bool | str]


def test_it_answers_with_status_keys_and_snippets(run: Run, save: Save) -> None:
    """Keys sorted, snippets in their order; the page gets them in fbTools' order."""
    save("Cats", small="ä cub", big="lion")
    result = run(NODE, libber_name="cats")
    assert result.values == ("Cats: 2 snippets.", '["big", "small"]', '{"small": "ä cub", "big": "lion"}')
    assert result.ui == {"text": [result.values[1], result.values[2], result.values[0]]}
    save("One", a="")
    assert run(NODE, libber_name="One").values[0] == "One: 1 snippet."


def test_without_a_library_it_says_so(run: Run) -> None:
    """Empty outputs that are JSON all the same, and no folder is made."""
    assert run(NODE).values == ("No libber is chosen.", "[]", "{}")


def test_problems_of_the_file_are_part_of_the_status(run: Run, application: Application) -> None:
    """Whoever runs it is told what does not count."""
    folder = application.host.paths.output / "libbers"
    folder.mkdir()
    (folder / "Odd.json").write_text('{"libs": {"\u00e9": "x", "a": 3, "b": "y"}}')
    status, keys, libs = run(NODE, libber_name="Odd").values
    assert status.startswith("Odd: 1 snippet. ")
    assert "no text" in status
    assert (json.loads(keys), json.loads(libs)) == (["b"], {"b": "y"})


def test_a_run_writes_nothing_whatever_old_workflows_say(run: Run, save: Save, application: Application) -> None:
    """Delimiter and depth are the library's own."""
    save("Cats", a="1")
    folder = application.host.paths.output / "libbers"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    run(NODE, libber_name="Cats", delimiter="<<", max_depth=1)
    with pytest.raises(NotFound, match="'Dogs'"):
        run(NODE, libber_name="Dogs", delimiter="<<")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_library_that_is_not_there_is_said_before_the_run(save: Save, validated: Validated) -> None:
    """With its name; a linked one is known in the run only."""
    save("Cats")
    assert validated(NODE, libber_name="Cats") is True
    assert validated(NODE, libber_name=None, libber_dir=None) is True
    assert "'Dogs'" in str(validated(NODE, libber_name="Dogs"))


def test_libraries_lie_in_one_folder(run: Run, save: Save, validated: Validated, application: Any) -> None:
    """Old workflows may name it; another one is an error that says where they lie, and is never looked at."""
    save("Cats")
    folder = application.host.paths.output / "libbers"
    for named in ("", " ", ".", "libbers", "output/libbers", str(folder), f"{folder}/", f"{folder}/../libbers"):
        assert validated(NODE, libber_name="Cats", libber_dir=named) is True
        run(NODE, libber_name="Cats", libber_dir=named)
    for named in ("/etc", "..", "user/fbTools/libbers", f"{folder}/x", "x\0y", "\ud800"):
        assert "output/libbers" in str(validated(NODE, libber_name="Cats", libber_dir=named))
        with pytest.raises(Invalid, match="output/libbers") as refused:
            run(NODE, libber_name="Cats", libber_dir=named)
        assert refused.value.field == "libber_dir"


@pytest.mark.parametrize("field", ["libber_name", "libber_dir"])
def test_what_a_link_brings_instead_of_text_is_named(run: Run, field: str) -> None:
    """The input that it came by is said."""
    with pytest.raises(Invalid, match=field):
        run(NODE, **{field: 3})


def test_the_fingerprint_follows_the_library(application: Application, save: Save, fingerprint_of: Any) -> None:
    """Whatever hangs on its outputs runs again after a save; a linked name may be any library."""
    save("Cats", a="1")
    before = fingerprint_of(application, NODE, libber_name="Cats")
    linked = fingerprint_of(application, NODE, libber_name=None)
    save("Dogs", a="1")
    assert fingerprint_of(application, NODE, libber_name="Cats") == before
    assert fingerprint_of(application, NODE, libber_name=None) != linked
    save("Cats", a="2")
    assert fingerprint_of(application, NODE, libber_name="Cats") != before
