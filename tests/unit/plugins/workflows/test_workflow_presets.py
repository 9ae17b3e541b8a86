"""Presets, default values and last used ones: kept by address, exact, and checked as any values are."""

import threading
from collections.abc import Callable

import pytest

from penstock.adapters.testing.workflow_house import WorkflowHouse, page
from penstock.core.contracts.run_queue import RunQueue
from penstock.core.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from penstock.core.events.workflows import WorkflowParametersUsed
from penstock.plugins.workflows import presets as preset_rows

Houses = Callable[..., WorkflowHouse]
BIG = 2**64 - 1


def test_values_are_kept_by_address_and_exact(house: WorkflowHouse) -> None:
    """By whatever key they were given; seeds of 64 bits, any text that is one."""
    house.add()
    made = house.workflows.save_preset("Tale", " Mine ", {"seed": str(BIG), "3.steps": 5, "positive": "\0 ü 🦊 \u2028"})
    assert (made.name, made.revision) == ("Mine", 1)
    assert made.values == {"3.seed": BIG, "3.steps": 5, "3.positive": "\0 ü 🦊 \u2028"}
    assert house.another().workflows.presets("Tale") == (made,)


def test_presets_change_by_revision(house: WorkflowHouse) -> None:
    """A stale one is refused with what is there now; names belong to one preset of a workflow."""
    house.add()
    first = house.workflows.save_preset("Tale", "a", {"steps": 1})
    second = house.workflows.save_preset("Tale", "B", {"steps": 2})
    changed = house.workflows.change_preset("Tale", first.id, 1, name="A", values={"steps": 9})
    assert (changed.name, changed.values, changed.revision) == ("A", {"3.steps": 9}, 2)
    for call in (
        lambda: house.workflows.change_preset("Tale", first.id, 1, name="c"),
        lambda: house.workflows.delete_preset("Tale", first.id, 1),
    ):
        with pytest.raises(Conflict) as told:
            call()
        assert told.value.details["current"] == {"name": "A", "revision": 2}
    for call in (
        lambda: house.workflows.save_preset("Tale", "a", {}),
        lambda: house.workflows.change_preset("Tale", second.id, 1, name="a"),
    ):
        with pytest.raises(Conflict):
            call()
    assert [one.name for one in house.workflows.presets("Tale")] == ["A", "B"]


def test_a_deleted_preset_comes_back(house: WorkflowHouse) -> None:
    """With its values; its name is made free where another has it by now."""
    house.add()
    first = house.workflows.save_preset("Tale", "a", {"steps": 1})
    house.workflows.delete_preset("Tale", first.id, 1)
    assert house.workflows.presets("Tale") == ()
    house.workflows.save_preset("Tale", "a", {"steps": 2})
    back = house.workflows.restore_preset("Tale", first.id)
    assert (back.name, back.values) == ("a (2)", {"3.steps": 1})
    with pytest.raises(NotFound):
        house.workflows.restore_preset("Tale", first.id)
    saved, deleted = "workflow_preset_saved", "workflow_preset_deleted"
    assert house.told() == ["workflow_imported", saved, deleted, saved, saved]


def test_presets_belong_to_their_workflow(house: WorkflowHouse) -> None:
    """One of another workflow is not found, and its name is free here."""
    house.add()
    house.add("Other")
    made = house.workflows.save_preset("Tale", "a", {})
    house.workflows.save_preset("Other", "a", {})
    with pytest.raises(NotFound):
        house.workflows.delete_preset("Other", made.id, 1)


def test_values_that_do_not_fit_name_each_fault(houses: Houses) -> None:
    """A 422 with all of them, and nothing is kept."""
    house = houses()
    house.add()
    for call in (
        lambda: house.workflows.save_preset("Tale", "a", {"nonsense": 1, "steps": "many", "3.seed": True}),
        lambda: house.workflows.set_default_parameters("Tale", 1, {"nonsense": 1, "steps": "many", "3.seed": True}),
    ):
        with pytest.raises(Invalid) as told:
            call()
        faults = told.value.details["faults"]
        assert isinstance(faults, list)
        assert {fault["field"] for fault in faults} == {"nonsense", "steps", "3.seed"}
    assert house.workflows.presets("Tale") == ()
    assert house.workflows.get("Tale").default_parameters == {}


def test_a_kept_value_stays_where_the_newest_version_lacks_its_parameter(houses: Houses) -> None:
    """A preset may be renamed and changed after an edit of the workflow; what is new in it must fit."""
    house = houses()
    house.add()
    made = house.workflows.save_preset("Tale", "a", {"3.steps": 5})
    house.catalog.schemas["Other"] = {"input": {"required": {"size": ["INT", {}]}}, "output": []}
    house.workflows.import_file(b'{"4": {"class_type": "Other", "inputs": {"size": 1}}}', into="Tale")
    changed = house.workflows.change_preset("Tale", made.id, 1, values={"3.steps": 5, "4.size": 2})
    assert changed.values == {"3.steps": 5, "4.size": 2}
    with pytest.raises(Invalid):
        house.workflows.change_preset("Tale", made.id, 2, values={"3.steps": 6})


def test_default_values_are_a_change_of_the_workflow(house: WorkflowHouse) -> None:
    """By revision, told as such; empty ones are none."""
    house.add()
    entry = house.workflows.set_default_parameters("Tale", 1, {"seed": BIG})
    assert (entry.default_parameters, entry.revision) == ({"3.seed": BIG}, 2)
    with pytest.raises(Conflict):
        house.workflows.set_default_parameters("Tale", 1, {})
    assert house.workflows.set_default_parameters("Tale", 2, {}).default_parameters == {}


def test_a_run_keeps_its_values_as_the_last_used(house: WorkflowHouse) -> None:
    """Those that were given; it is told with the prompt's id, and the graph carries the page's document."""
    house.add(source_id="abc")
    house.clock.advance(5)
    prompt_id, applied = house.workflows.queue("Tale", {"seed": str(BIG)}, client_id="tab")
    entry = house.workflows.get("Tale")
    assert (entry.last_parameters, entry.last_used) == ({"3.seed": BIG}, house.clock.wall_ms())
    assert house.events[-1] == WorkflowParametersUsed(workflow=entry.id, title="Tale", prompt_id=prompt_id)
    (submitted,) = house.queue.submitted
    assert submitted.prompt == applied.prompt
    assert submitted.prompt["3"]["inputs"]["seed"] == BIG
    assert (submitted.client_id, submitted.extra_pnginfo) == ("tab", {"workflow": page("abc")})


def test_a_run_that_is_refused_is_not_the_last(houses: Houses) -> None:
    """Missing nodes, values that do not fit, a queue that is away."""
    house = houses()
    house.add()
    house.workflows.import_file(b'{"1": {"class_type": "Nobody", "inputs": {"a": 1}}}', file_name="lacking")
    with pytest.raises(Invalid) as told:
        house.workflows.run("lacking", {})
    assert (told.value.code, told.value.details["missing_classes"]) == ("missing_nodes", ["Nobody"])
    with pytest.raises(Invalid):
        house.workflows.run("Tale", {"steps": 1000})
    house.queue.refusing = Unavailable("away")
    with pytest.raises(Unavailable):
        house.workflows.run("Tale", {})
    assert [one.last_parameters for one in house.workflows.list()] == [None, None]
    assert house.queue.submitted == []


def test_a_run_that_others_queued_is_noted_too(house: WorkflowHouse) -> None:
    """From ComfyUI's own button: the values by address, told with the prompt's id."""
    house.add()
    assert house.workflows.used("Tale", {"steps": 7}, "p1").last_parameters == {"3.steps": 7}
    assert isinstance(house.events[-1], WorkflowParametersUsed)


def test_presets_are_bounded(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    """In number and in size."""
    house = houses()
    house.add()
    monkeypatch.setattr(preset_rows, "MOST_PRESETS", 2)
    house.workflows.save_preset("Tale", "a", {})
    house.workflows.save_preset("Tale", "b", {})
    with pytest.raises(TooLarge):
        house.workflows.save_preset("Tale", "c", {})
    with pytest.raises(TooLarge):
        house.workflows.change_preset(
            "Tale", house.workflows.presets("Tale")[0].id, 1, values={"positive": "x" * (5 << 20)}
        )


def test_many_who_save_one_name_at_once_make_one_preset(house: WorkflowHouse) -> None:
    """The others hear that it is used."""
    house.add()
    both, made, refused = (house, house.another()), [], []

    def save(one: WorkflowHouse) -> None:
        try:
            made.append(one.workflows.save_preset("Tale", "same", {"steps": 3}))
        except Conflict as error:
            refused.append(error)

    threads = [threading.Thread(target=save, args=(one,)) for one in both for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 5)


def test_the_queue_is_that_of_the_host(houses: Houses) -> None:
    """The fake one here is a queue as the contract says."""
    queue: RunQueue = houses().queue
    assert queue.outputs({"3": {"class_type": "Sampler"}}) == {"3"}
