"""Texts beside images: what a SIDECAR carries, which names and kinds are taken, the node Sidecar."""

from typing import Any

import pytest

from penstock.core.errors import Invalid
from penstock.core.services import Services
from penstock.plugins.datasets.nodes_sidecar import sidecar
from penstock.plugins.datasets.sidecar import (
    EXTENSIONS,
    MOST,
    SidecarText,
    appended,
    checked_extension,
    checked_texts,
    text_of,
)

from ..conftest import Call


def run(**inputs: Any) -> Any:
    """The SIDECAR that the node makes."""
    values = sidecar().run(Call(Services()), **inputs)
    assert isinstance(values, tuple)
    return values[0]


def test_inputs_and_outputs_are_those_of_saved_workflows() -> None:
    """Ids, order, types and defaults are API: workflows of Dataset Gates open unchanged."""
    spec = sidecar()
    assert (spec.id, spec.display_name) == ("Sidecar", "Sidecar")
    assert [(one.id, one.type, one.default, one.optional, one.socket) for one in spec.inputs] == [
        ("content", "STRING", None, False, True),
        ("name", "STRING", "", False, False),
        ("extension", "STRING", ".txt", False, False),
        ("sidecar", "SIDECAR", None, True, False),
    ]
    assert [(one.id, one.type) for one in spec.outputs] == [("sidecar", "SIDECAR")]


def test_a_chain_carries_all_texts_and_changes_none() -> None:
    """Each node appends to a list of its own; what came in is as it was."""
    first = run(content="a cat")
    second = run(content="{}", name="facts", extension="json", sidecar=first)
    assert first == [{"content": "a cat", "name": "", "ext": ".txt"}]
    assert second == [*first, {"content": "{}", "name": "facts", "ext": ".json"}]
    second[0]["content"] = "changed"
    assert first[0]["content"] == "a cat"


@pytest.mark.parametrize("given", ["txt", ".txt", ".TXT", " txt "])
def test_an_extension_gets_its_dot(given: str) -> None:
    """A missing dot is added, capitals become small."""
    assert checked_extension(given) == ".txt"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_listed_extension_is_taken(extension: str) -> None:
    """What is on the list can be saved."""
    assert checked_extension(extension) == extension


@pytest.mark.parametrize("given", ["", ".", ".png", ".exe", ".txt.exe", ".txt/../x", "t xt", None, 3, "..txt"])
def test_other_extensions_are_refused(given: object) -> None:
    """What is not on the list is refused, with the field and what may be used."""
    with pytest.raises(Invalid, match="no kind of text") as caught:
        checked_extension(given)
    assert caught.value.field == "extension"
    assert ".caption" in caught.value.hint


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../evil", "evil"),
        ("a/b", "b"),
        ("a\\b", "b"),
        ("C:\\x\\b", "b"),
        ("", ""),
        (" tags ", "tags"),
        ("a/", "a"),
        ("/", ""),
        ("мітки", "мітки"),
        ("a.b", "a.b"),
        (".hidden", ".hidden"),
    ],
)
def test_a_name_is_its_last_part(given: str, name: str) -> None:
    """A name never leads into another folder."""
    assert text_of("", given, ".txt").name == name


@pytest.mark.parametrize("given", ["..", "a/..", "C:evil", "a\0b", "a\nb", 'a"b', "a|b", "x" * 300, "\udcff", None, 3])
def test_names_that_a_system_would_not_take_are_refused(given: object) -> None:
    """A name is refused before anything runs, and the field is told."""
    with pytest.raises(Invalid) as caught:
        text_of("", given, ".txt")
    assert caught.value.field == "name"


@pytest.mark.parametrize("given", [None, 3, b"bytes", ["text"], "\ud800"])
def test_content_that_is_no_text_is_refused(given: object) -> None:
    """Only what a file can hold as UTF-8 is taken."""
    with pytest.raises(Invalid) as caught:
        text_of(given, "", ".txt")
    assert caught.value.field == "content"


@pytest.mark.parametrize(("one", "two"), [("tags", "tags"), ("tags", "TAGS"), ("é", "e\u0301"), ("straße", "STRASSE")])
def test_two_texts_of_one_name_are_refused(one: str, two: str) -> None:
    """Names that are one file on some disks are refused, where the second is added and where both are saved."""
    with pytest.raises(Invalid, match="Two texts"):
        run(content="b", name=two, sidecar=run(content="a", name=one))
    with pytest.raises(Invalid, match="Two texts") as caught:
        checked_texts([{"content": "a", "name": one, "ext": ".txt"}, {"content": "b", "name": two, "ext": ".TXT"}])
    assert caught.value.field == "sidecar"


def test_one_name_with_two_extensions_is_no_conflict() -> None:
    """A text and a JSON of one name lie beside each other."""
    texts = checked_texts(run(content="b", extension=".json", sidecar=run(content="a")))
    assert [one.file_name("cat_00001_") for one in texts] == ["cat_00001_.txt", "cat_00001_.json"]


def test_nothing_linked_is_no_text() -> None:
    """None is no text at all, and neither is an empty list."""
    assert checked_texts(None) == ()
    assert checked_texts([]) == ()


def test_what_dataset_gates_makes_is_taken() -> None:
    """A list of `content`, `name` and `ext` from another pack is what it says; missing keys have their defaults."""
    assert checked_texts([{"content": "a", "name": "x", "ext": ".md", "more": 1}, {"content": "b"}]) == (
        SidecarText("a", "x", ".md"),
        SidecarText("b"),
    )


@pytest.mark.parametrize(
    "given",
    [
        "text",
        b"bytes",
        3,
        {"content": "a"},
        [None],
        ["text"],
        [{}],
        [{"content": 3}],
        [{"content": "a", "ext": ".exe"}],
        [{"content": "a", "name": None}],
        [{"content": "a", "name": f"{place}"} for place in range(MOST + 1)],
    ],
)
def test_what_is_no_sidecar_is_refused(given: object) -> None:
    """Whatever else a link carries is told as an error of the input `sidecar`."""
    with pytest.raises(Invalid) as caught:
        checked_texts(given)
    assert caught.value.field == "sidecar"
    with pytest.raises(Invalid):
        appended(given, SidecarText("a", "other"))


def test_the_node_refuses_before_the_run() -> None:
    """What is wrong with unlinked inputs is known before anything is computed; linked ones wait."""
    validate: Any = sidecar().validate
    assert validate(Services(), name="tags", extension="txt") is True
    assert validate(Services(), name=None, extension=None) is True
    assert ".caption" in validate(Services(), name="", extension=".exe")
    assert "name" in validate(Services(), name="..", extension=".txt")
