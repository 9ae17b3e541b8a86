"""What a workflow says about itself, its trash, its picture, and what lists show."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.errors import BadImage, Conflict, Invalid, NotFound
from penstock.core.events.workflows import WorkflowChanged

Houses = Callable[..., WorkflowHouse]
DAY = 24 * 3600


def test_name_description_and_tags_change_together(house: WorkflowHouse) -> None:
    """One revision more, told once with what was changed."""
    made = house.add().workflow
    house.told()
    entry = house.workflows.change(made.id, 1, name=" Ünder ", description="two\nlines", tags=["a  b", "A b", "", "c"])
    assert (entry.name, entry.description, entry.tags, entry.revision) == ("Ünder", "two\nlines", ("a b", "c"), 2)
    assert house.workflows.get("üNDER") == entry
    assert house.events == [
        WorkflowChanged(workflow=made.id, title="Ünder", revision=2, changed=("name", "description", "tags"))
    ]


def test_a_stale_revision_changes_nothing(house: WorkflowHouse) -> None:
    """The answer says what it is now."""
    made = house.add().workflow
    house.workflows.change(made.id, 1, tags=["x"])
    with pytest.raises(Conflict) as told:
        house.another().workflows.change(made.id, 1, name="Mine")
    assert told.value.details["current"] == {"name": "Tale", "revision": 2}
    assert house.workflows.get(made.id).name == "Tale"


def test_a_name_belongs_to_one(house: WorkflowHouse) -> None:
    """Whatever its capitals or accents are made of; its own name in other capitals is free."""
    house.add("Café")
    other = house.add("Other").workflow
    with pytest.raises(Conflict):
        house.workflows.change(other.id, 1, name="CAFE\u0301")
    assert house.workflows.change(other.id, 1, name="OTHER").name == "OTHER"


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "a\nb"}, {"name": "x" * 201}, {"name": "\ud800"}, {"name": 5}, {"description": "\0"},
     {"description": "x" * 5000}, {"tags": ["x" * 61]}, {"tags": ["a"] * 51}, {"tags": [3]}],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_a_422(houses: Houses, fields: dict[str, object]) -> None:
    """It names the field and changes nothing."""
    house = houses()
    made = house.add().workflow
    with pytest.raises(Invalid) as told:
        house.workflows.change(made.id, 1, **fields)  # type: ignore[arg-type]
    assert told.value.field == next(iter(fields))
    assert house.workflows.get(made.id) == made


def test_lists_are_searched_and_ordered(house: WorkflowHouse) -> None:
    """By words in name, description and tags; by tag; the last used or changed first."""
    for name in ("One", "Two", "Three"):
        house.clock.advance(1)
        house.add(name)
    house.clock.advance(1)
    house.workflows.change("One", 1, description="the MILL", tags=["Wood", "b"])
    house.clock.advance(1)
    house.workflows.change("Two", 1, tags=["wood"])
    house.clock.advance(1)
    house.workflows.run("Three", {})
    names = [
        [one.name for one in house.workflows.list(**asked)] for asked in ({}, {"search": "mill ONE"}, {"tag": "WOOD"})
    ]
    assert names == [["Three", "Two", "One"], ["One"], ["Two", "One"]]
    assert dict(house.workflows.tag_counts()) in ({"Wood": 2, "b": 1}, {"wood": 2, "b": 1})


def test_the_trash_gives_everything_back(house: WorkflowHouse) -> None:
    """Versions, tags, presets, default and last used values, the picture."""
    made = house.add().workflow
    house.add(into="Tale", seed=2)
    house.workflows.change(made.id, 1, tags=["a"])
    house.workflows.set_default_parameters(made.id, 2, {"steps": 3})
    house.workflows.save_preset(made.id, "mine", {"seed": 2**64 - 1})
    house.workflows.run(made.id, {"steps": 4})
    before = (house.workflows.get(made.id), house.workflows.presets(made.id), house.workflows.history(made.id))
    house.told()
    house.workflows.delete("tale")
    assert house.workflows.list() == ()
    assert [one.id for one in house.workflows.deleted()] == [made.id]
    for call in (house.workflows.get, house.workflows.form, house.workflows.delete, house.workflows.presets):
        with pytest.raises(NotFound):
            call(made.id)
    house.workflows.restore(made.id)
    assert house.told() == ["workflow_deleted", "workflow_restored"]
    after = (house.workflows.get(made.id), house.workflows.presets(made.id), house.workflows.history(made.id))
    assert after == before
    with pytest.raises(NotFound):
        house.workflows.restore(made.id)


def test_a_name_that_was_taken_meanwhile_is_made_free(house: WorkflowHouse) -> None:
    """The one that comes back gives way."""
    old = house.add().workflow
    house.workflows.delete(old.id)
    new = house.add(seed=2).workflow
    assert (new.name, house.workflows.restore(old.id).name) == ("Tale", "Tale (2)")


def test_the_trash_is_kept_thirty_days(house: WorkflowHouse) -> None:
    """After that it is gone for good, with its rows."""
    old = house.add().workflow
    house.workflows.delete(old.id)
    house.clock.advance(30 * DAY - 1)
    assert house.workflows.deleted()
    house.clock.advance(2)
    assert house.workflows.deleted() == ()
    with pytest.raises(NotFound):
        house.workflows.restore(old.id)
    house.add(seed=2)
    assert [one.id for one in house.workflows.list()] != [old.id]
    assert rows_of(house, "workflows_version") == rows_of(house, "workflows_document") == 1


def rows_of(house: WorkflowHouse, table: str) -> int:
    from penstock.plugins.workflows.tables import SCHEMA

    counted = f"SELECT count(*) FROM {table}"
    return int(house.database.read(SCHEMA, lambda connection: connection.exec_driver_sql(counted).scalar()))


def test_a_picture_is_set_and_taken_away(house: WorkflowHouse, tmp_path: Path) -> None:
    """Its tag changes with it; what is no picture is refused."""
    made, path = house.add().workflow, tmp_path / "a.jpg"
    path.write_bytes(b"one")
    first = house.workflows.set_thumbnail(made.id, path).thumbnail
    path.write_bytes(b"two")
    second = house.workflows.set_thumbnail(made.id, path)
    assert second.thumbnail not in (None, first)
    assert house.workflows.thumbnail(made.id).data == b"two"
    path.write_bytes(b"bad")
    with pytest.raises(BadImage):
        house.workflows.set_thumbnail(made.id, path)
    assert house.workflows.get(made.id) == second
    assert house.workflows.clear_thumbnail(made.id).thumbnail is None
    with pytest.raises(NotFound):
        house.workflows.thumbnail(made.id)
    assert house.told() == ["workflow_imported", *["workflow_changed"] * 3]


@pytest.mark.parametrize("workflow", ["", "nobody", "\0", "\ud800", "x" * 100_000, "' OR 1=1 --", "%"])
def test_an_id_that_is_none_is_not_found(house: WorkflowHouse, workflow: str) -> None:
    """Whatever it is made of, on every kind of database."""
    house.add()
    calls = (
        lambda: house.workflows.get(workflow),
        lambda: house.workflows.restore(workflow),
        lambda: house.workflows.restore_preset("Tale", workflow),
        lambda: house.workflows.delete_preset("Tale", workflow, 1),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()


def test_another_process_sees_and_hears_of_changes(house: WorkflowHouse) -> None:
    """What is durable here is there at once, and told there as changed elsewhere; here it is not."""
    other = house.another()
    assert other.workflows.list() == ()
    other.database.look()
    made = house.add().workflow
    other.database.look()
    house.database.look()
    assert (other.told(), house.told()) == (["workflows_changed_elsewhere"], ["workflow_imported"])
    assert other.workflows.get("Tale") == made
    assert json.loads(other.workflows.document("Tale"))
