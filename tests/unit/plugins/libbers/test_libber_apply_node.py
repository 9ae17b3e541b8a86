"""The node Libber Apply: what it answers, when it has to run again, what it refuses before a run."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, LibberEditing, Libbers
from penstock.core.draft_values import Edit
from penstock.core.errors import BadName, Invalid, NotFound, TooLarge
from penstock.core.hooks import hookimpl
from penstock.core.nodes import NodeResult
from penstock.core.plugin import Plugin
from penstock.core.text_functions import TextFunction

from ..conftest import Call

NODE = "LibberApply"
Run = Callable[..., NodeResult]
Save = Callable[..., str]


def test_references_become_snippets(run: Run, save: Save) -> None:
    """The text, a sentence about it, and for the page the snippets and the whole report."""
    save("Cats", small="%big% cub", big="lion")
    result = run(NODE, libber_name="cats", text="A %small%, \\%big%.")
    assert result.values == ("A lion cub, %big%.", "Replaced from 'cats': %small%, %big%.")
    assert json.loads(result.ui["text"][0]) == {"small": "%big% cub", "big": "lion"}
    assert result.ui["text"][1] == result.values[1]
    assert result.ui["libber_apply"] == [
        {
            "used": ["small", "big"],
            "unknown": [],
            "too_deep": [],
            "cycles": [],
            "functions": [],
            "unknown_functions": [],
            "failed": [],
            "libbers": ["cats"],
        }
    ]
    json.dumps(result.ui)


def test_without_a_library_the_text_stays(run: Run) -> None:
    """And says why."""
    result = run(NODE, text="A %cat%.")
    assert result.values == ("A %cat%.", "No libber is chosen: the text is unchanged.")
    assert result.ui["text"][0] == "{}"


def test_what_could_not_be_replaced_is_said(run: Run, save: Save) -> None:
    """Unknown keys, cycles and depth in words; the first ten of each, the rest counted."""
    save("Cats", max_depth=2, a="%b%", b="%a%", c="%d%", d="%e%", e="x")
    result = run(NODE, libber_name="Cats", text="%a% %c% %nobody%")
    assert result.values[0] == "%a% %e% %nobody%"
    assert result.values[1].splitlines() == [
        "Replaced from 'Cats': %a%, %b%, %c%, %d%.",
        "Unknown, left as written: %nobody%.",
        "Snippets that lead back to themselves: a -> b -> a.",
        "Left as written below 2 levels: %a%, %e%.",
    ]
    many = run(NODE, libber_name="Cats", text=" ".join(f"%k{number}%" for number in range(12)))
    assert many.values[1].endswith("%k9% and 2 more.")
    assert "refers to no snippet" in many.values[1]


def test_several_libraries_are_chained_in_their_order(run: Run, save: Save) -> None:
    """The first that knows a key counts, each can be named by its number; blank lines are none."""
    save("Cats", big="lion", a="1")
    save("Dogs", big="mastiff", bark="woof")
    save("Fish", delimiter="<<", bark="blub")
    result = run(NODE, libber_name="Cats", more_libbers="\n dogs \r\n\nFish\n", text="%big% %big:2% %bark% %bark:3%")
    assert result.values[0] == "lion mastiff woof blub"
    assert result.values[1] == "Replaced from 'Cats', 'dogs' and 'Fish': %big%, %big:2%, %bark%, %bark:3%."
    assert json.loads(result.ui["text"][0])["bark"] == "woof"
    assert run(NODE, more_libbers="Dogs", text="%bark%").values[0] == "woof"


def test_chance_comes_from_the_seed(run: Run, save: Save) -> None:
    """The same seed, the same text; the largest that the widget has works."""
    save("Cats", **{f"k{number}": str(number) for number in range(50)})
    drawn = [run(NODE, libber_name="Cats", text="%*% %*%", seed=seed).values[0] for seed in (0, 1, 2, 2**64 - 1)]
    again = [run(NODE, libber_name="Cats", text="%*% %*%", seed=seed).values[0] for seed in (0, 1, 2, 2**64 - 1)]
    assert drawn == again
    assert len(set(drawn)) > 1


def test_a_run_sees_what_is_saved_and_no_draft(run: Run, save: Save, application: Application) -> None:
    """Somebody edits the library: only saving makes it count."""
    save("Cats", big="lion")
    editing = application.services.get(LibberEditing)
    draft = editing.open("Cats").draft
    draft = editing.edit("Cats", draft.id, [Edit("lib:big", "tiger")]).draft
    assert run(NODE, libber_name="Cats", text="%big%").values[0] == "lion"
    editing.save("Cats", draft.id, draft.revision)
    assert run(NODE, libber_name="Cats", text="%big%").values[0] == "tiger"


def test_a_library_that_is_not_there_is_an_error_that_names_it(
    run: Run, save: Save, validated: Callable[..., bool | str]
) -> None:
    """Before the run and in it; a linked name is known in the run only."""
    save("Cats")
    for inputs in ({"libber_name": "Dogs"}, {"libber_name": "Cats", "more_libbers": "Dogs"}):
        with pytest.raises(NotFound, match="'Dogs'"):
            run(NODE, text="x", **inputs)
        said = validated(NODE, **inputs)
        assert isinstance(said, str)
        assert "'Dogs'" in said
    with pytest.raises(BadName):
        run(NODE, text="x", libber_name="../Cats")
    assert "../Cats" in str(validated(NODE, libber_name="../Cats"))
    assert validated(NODE, libber_name="Cats") is True
    assert validated(NODE, libber_name=None, more_libbers=None) is True
    assert validated(NODE) is True


@pytest.mark.parametrize("field", ["text", "libber_name", "more_libbers"])
def test_what_a_link_brings_instead_of_text_is_named(run: Run, field: str) -> None:
    """A number, a list, nothing at all: the input that it came by is said."""
    for value in (3, ["x"], *([None] if field == "text" else [])):
        with pytest.raises(Invalid, match=field) as refused:
            run(NODE, **{field: value})
        assert refused.value.field == field


def test_a_hostile_library_ends_in_an_error(run: Run, save: Save) -> None:
    """Each snippet twice the one before: refused after a fixed budget, with what to do."""
    save("Bomb", max_depth=100, **{f"k{n}": f"%k{n + 1}%%k{n + 1}%" for n in range(60)}, k60="x" * 1000)
    with pytest.raises(TooLarge) as refused:
        run(NODE, libber_name="Bomb", text="%k0%")
    assert refused.value.hint


def test_a_page_is_shown_no_more_than_it_can_take(run: Run, save: Save) -> None:
    """ComfyUI keeps what is shown with each run; the text itself is whole."""
    save("Large", **{f"k{number}": "x" * 90_000 for number in range(20)})
    result = run(NODE, libber_name="Large", text="%k19%")
    assert result.values[0] == "x" * 90_000
    assert 1 < len(json.loads(result.ui["text"][0])) < 20


def test_the_fingerprint_follows_every_library_that_counts(
    application: Application, save: Save, fingerprint_of: Any
) -> None:
    """Another one after each save, delete and restore of these; not after those of others; all count for a link."""
    save("Cats", a="1")
    save("Dogs", a="2")

    def asked(**inputs: Any) -> str:
        return str(fingerprint_of(application, NODE, text="%a%", **inputs))

    cats, both, linked = (
        asked(libber_name="Cats"),
        asked(libber_name="Cats", more_libbers="Dogs"),
        asked(libber_name=None),
    )
    assert cats == asked(libber_name="Cats") != both
    save("Dogs", a="3")
    assert asked(libber_name="Cats") == cats
    assert asked(libber_name="Cats", more_libbers="Dogs") != both
    assert asked(libber_name=None) != linked
    assert asked(libber_name="Cats", more_libbers=None) == asked(libber_name=None)
    save("Cats", a="4")
    assert asked(libber_name="Cats") != cats
    libbers = application.services.get(Libbers)
    there = asked(libber_name="Cats")
    trash = libbers.delete("Cats")
    gone = asked(libber_name="Cats")
    assert gone != there
    libbers.restore(trash.id)
    assert asked(libber_name="Cats") != gone
    assert asked() == asked(libber_name="") == ""


def test_a_file_that_another_program_wrote_runs_again(
    application: Application, save: Save, run: Run, fingerprint_of: Any
) -> None:
    """The file is the truth, whoever wrote it."""
    save("Cats", a="1")
    before = fingerprint_of(application, NODE, libber_name="Cats", text="%a%")
    path = application.host.paths.output / "libbers" / "Cats.json"
    path.write_text('{"libs": {"a": "from elsewhere"}}')
    assert fingerprint_of(application, NODE, libber_name="Cats", text="%a%") != before
    assert run(NODE, libber_name="Cats", text="%a%").values[0] == "from elsewhere"


@pytest.fixture
def functions(penstock_application: Callable[..., Application]) -> Application:
    """An application with a plugin whose functions fail, each in its own way."""

    def broken(_text: str) -> str:
        raise ValueError("a bug")

    @hookimpl
    def penstock_text_functions() -> list[TextFunction]:
        return [
            TextFunction(name="shout", run=lambda text: f"{text.upper()}!", summary="Loud."),
            TextFunction(name="broken", run=broken),
            TextFunction(name="numbers", run=len),  # type: ignore[arg-type] - the mistake that is looked for
            TextFunction(name="endless", run=lambda text: text * 5_000_000),
        ]

    return penstock_application(SimpleNamespace(penstock_text_functions=penstock_text_functions))


def apply(application: Application, text: str, **libs: str) -> NodeResult:
    """What the node answers for a text and a library of these snippets."""
    libbers = application.services.get(Libbers)
    seen = libbers.get("Cats").revision if libbers.signature("Cats") else None
    libbers.save("Cats", Libber(libs=libs), seen)
    spec = next(spec for spec in application.nodes if spec.id == NODE)
    made = spec.run(Call(application.services), libber_name="Cats", text=text)
    assert isinstance(made, NodeResult)
    return made


def test_functions_of_plugins_are_applied_and_what_fails_is_said(functions: Application) -> None:
    """One that nobody brings, one that raises, one that returns no text: the text stays, and the reader is told."""
    text = "%big|shout% %big|nobody% %big|broken% %big|shout|numbers%"
    result = apply(functions, text, big="a %cat|title%", cat="lion")
    assert result.values[0] == "A LION! %big|nobody% %big|broken% %big|shout|numbers%"
    assert result.values[1].splitlines() == [
        "Replaced from 'Cats': %big%, %cat%.",
        "Functions: title, shout.",
        "Nobody brings such a function, left as written: %big|nobody%.",
        "A function failed, left as written (see the list of plugins): %big|broken%, %big|shout|numbers%.",
    ]
    faults = functions.registry.hooks.faults.of("tested_0")
    assert [fault.where for fault in faults] == ["text function broken", "text function numbers"]


def test_what_a_function_makes_is_limited(functions: Application) -> None:
    """As what snippets make."""
    with pytest.raises(TooLarge, match="more than 4,000,000 characters"):
        apply(functions, "%big|endless%", big="lion")


def test_another_version_of_a_function_makes_the_node_run_again(
    penstock_application: Callable[..., Application],
) -> None:
    """The fingerprint follows the plugins whose functions there are, and their versions."""

    def plugin(version: str) -> SimpleNamespace:
        @hookimpl
        def penstock_text_functions() -> list[TextFunction]:
            return [TextFunction(name="shout", run=str.upper)]

        about = Plugin(name="shouting", version=version)
        return SimpleNamespace(PLUGIN=about, penstock_text_functions=penstock_text_functions)

    found = []
    for plugins in ([], [plugin("1.0")], [plugin("1.0")], [plugin("1.1")]):
        application = penstock_application(*plugins)
        apply(application, "%big%", big="lion")
        spec = next(spec for spec in application.nodes if spec.id == NODE)
        assert spec.fingerprint is not None
        found.append(spec.fingerprint(application.services, libber_name="Cats", more_libbers=""))
    assert found[1] == found[2]
    assert len(set(found)) == 3
