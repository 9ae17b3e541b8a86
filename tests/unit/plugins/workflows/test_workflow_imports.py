"""Importing: new workflows, versions, what is refused, and what a picture brings along."""

import io
import json
from collections.abc import Callable

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from penstock.adapters.testing.workflow_house import WorkflowHouse, graph, page
from penstock.core.errors import Invalid, NotFound, PenstockError, TooLarge
from penstock.core.events.workflows import WorkflowImported

Houses = Callable[..., WorkflowHouse]


def png(**texts: object) -> bytes:
    """A small picture that carries these."""
    info = PngInfo()
    for name, value in texts.items():
        info.add_text(name, json.dumps(value))
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def test_a_document_comes_back_byte_for_byte(house: WorkflowHouse) -> None:
    """Blanks, order and numbers as they were written."""
    data = b'{ "3": {"inputs": {"steps": 20.0, "seed": 18446744073709551615},\n\t"class_type":"Sampler"} }'
    found = house.workflows.import_file(data, file_name="my flow.json", note="first")
    assert house.workflows.document(found.workflow.id) == data
    assert (found.created, found.added, found.version) == (True, True, 1)
    assert (found.workflow.name, found.workflow.latest.note, found.workflow.latest.bytes) == (
        "my flow",
        "first",
        len(data),
    )
    assert house.events == [WorkflowImported(workflow=found.workflow.id, title="my flow", version=1, created=True)]


def test_the_same_bytes_again_add_nothing(house: WorkflowHouse) -> None:
    """And tell nothing."""
    house.add()
    house.told()
    again = house.add()
    assert (again.created, again.added, again.version, again.workflow.versions) == (False, False, 1, 1)
    assert house.told() == []


def test_a_page_document_of_the_same_name_and_inner_id_is_the_next_version(house: WorkflowHouse) -> None:
    """Saved again after an edit; another inner id, or another name, is another workflow."""
    house.add(source_id="abc", seed=1)
    second = house.add(source_id="abc", seed=2)
    other = house.add(source_id="def", seed=3)
    renamed = house.add("Other", source_id="abc", seed=4)
    assert (second.created, second.version, second.workflow.versions) == (False, 2, 2)
    assert (other.created, other.workflow.name) == (True, "Tale (2)")
    assert (renamed.created, renamed.workflow.name) == (True, "Other")


def test_graphs_without_an_inner_id_are_workflows_of_their_own(house: WorkflowHouse) -> None:
    """Two exports that are called workflow_api.json need not be one workflow."""
    assert house.add(seed=1).workflow.name == "Tale"
    assert house.add(seed=2).workflow.name == "Tale (2)"
    assert house.add(seed=3).workflow.name == "Tale (3)"


def test_into_adds_a_version_whatever_the_name(house: WorkflowHouse) -> None:
    """By id or by name, in any capitals; one that is not there is said to be so."""
    made = house.add()
    assert house.add("else", into=made.workflow.id, seed=2).version == 2
    assert house.add("else", into="TALE", seed=3).version == 3
    with pytest.raises(NotFound):
        house.add(into="nobody", seed=4)
    assert [version.number for version in house.workflows.history("Tale")] == [3, 2, 1]


def test_versions_keep_their_bytes(house: WorkflowHouse) -> None:
    """Each one, the old ones too; a version that is not there is said to be so."""
    house.add(seed=1)
    house.add(into="Tale", seed=2)
    documents = [json.loads(house.workflows.document("Tale", number)) for number in (1, 2)]
    assert documents == [graph(seed=1), graph(seed=2)]
    assert house.workflows.form("Tale", 1).parameters != house.workflows.form("Tale", 2).parameters
    for number in (0, 3, -1, 10**30):
        with pytest.raises(NotFound):
            house.workflows.document("Tale", number)


def test_an_old_version_becomes_the_newest_again(house: WorkflowHouse) -> None:
    """Added at the end, so that nothing is lost; where it is the newest already nothing happens."""
    house.add(seed=1)
    house.add(into="Tale", seed=2)
    house.told()
    entry = house.workflows.restore_version("Tale", 1)
    assert (entry.latest.number, entry.latest.note, house.told()) == (3, "Version 1", ["workflow_imported"])
    assert json.loads(house.workflows.document("Tale")) == graph(seed=1)
    assert house.workflows.restore_version("Tale", 1).latest.number == 3
    assert house.told() == []


def test_a_picture_brings_its_workflow_and_itself(house: WorkflowHouse) -> None:
    """The page's document rather than the graph that ran; the picture is the thumbnail."""
    data = png(prompt=graph(seed=5), workflow=page("abc"))
    found = house.workflows.import_file(data, file_name="C:\\out\\fox.png")
    assert json.loads(house.workflows.document("fox")) == page("abc")
    small = house.workflows.thumbnail("fox")
    assert (small.data, small.etag) == (data, found.workflow.thumbnail)
    assert list((house.folder / "temp").iterdir()) == []


def test_a_picture_with_only_the_graph_that_ran_brings_that(house: WorkflowHouse) -> None:
    """Also where its workflow is none."""
    house.workflows.import_file(png(prompt=graph()), file_name="a.png")
    house.workflows.import_file(png(prompt=graph(), workflow={}), file_name="b.png")
    assert json.loads(house.workflows.document("a")) == json.loads(house.workflows.document("b")) == graph()


def test_both_in_one_file_keep_the_pages(house: WorkflowHouse) -> None:
    """As the document itself, which ComfyUI opens."""
    both = {"prompt": graph(), "workflow": page("abc")}
    house.workflows.import_file(json.dumps(both).encode(), file_name="both.json")
    assert json.loads(house.workflows.document("both")) == page("abc")


def test_a_first_picture_stays(house: WorkflowHouse) -> None:
    """A version that comes in another picture does not change what the workflow looks like."""
    first = house.workflows.import_file(png(prompt=graph(seed=1)), file_name="a.png").workflow.thumbnail
    again = house.workflows.import_file(png(prompt=graph(seed=2)), file_name="b.png", into="a")
    assert (again.version, again.workflow.thumbnail) == (2, first)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"nonsense",
        b"\xff\xfe",
        b'{"nodes": 5}',
        b"null",
        b'"text"',
        png(),
        b"[" * 100_000,
        b"1" * 9000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_workflow_is_refused(houses: Houses, data: bytes) -> None:
    """And nothing is kept of it."""
    house = houses()
    with pytest.raises(PenstockError) as told:
        house.workflows.import_file(data, file_name="x.json")
    assert 400 <= told.value.status < 500
    assert house.workflows.list() == ()
    assert house.events == []


def test_limits_are_those_of_the_settings_now(houses: Houses) -> None:
    """Bytes and nodes; changing them needs no start."""
    house = houses(limits=(1, 2))
    many = json.dumps({str(number): graph()["3"] for number in range(3)}).encode()
    for data in (b" " * (2 << 20), many):
        with pytest.raises(TooLarge):
            house.workflows.import_file(data)
    house.limits = (4, 10)
    assert house.workflows.import_file(many).added


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("a/b/flow.v2.json", "flow.v2"),
        ("../../etc/passwd", "passwd"),
        ("", "Workflow"),
        (".json", "Workflow"),
        ("\u202egnp.json", "gnp"),
        ("a\x00b\ud800.json", "ab"),
        ("x" * 500 + ".json", "x" * 200),
    ],
)
def test_names_come_from_file_names_and_are_harmless(houses: Houses, file_name: str, name: str) -> None:
    """A name is what is shown, never a path."""
    assert houses().workflows.import_file(json.dumps(graph()).encode(), file_name=file_name).workflow.name == name


@pytest.mark.parametrize("name", ["a\nb", "x" * 201, "\ud800", "a\x00"])
def test_a_name_that_was_asked_for_is_checked(houses: Houses, name: str) -> None:
    """A 422 that says which field."""
    house = houses()
    with pytest.raises(Invalid) as told:
        house.workflows.import_file(json.dumps(graph()).encode(), name=name)
    assert told.value.field == "name"
