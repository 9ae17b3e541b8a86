"""New runs and cells: stored before anything is sent, each once, whatever is in them."""

import pytest

from penstock.adapters.testing.run_house import CLASSES, RunHouse
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import NotFound, TooLarge

ODD = {"3.seed": 2**64 - 1, "6.text": 'a "fox"\n\0\ud800 Ünder 狐', "7.on": True, "8.list": [1, None, {"a": 0.1}]}


def test_a_run_comes_back_as_it_was_asked_for(house: RunHouse) -> None:
    """Any text and any integer, exactly, also to another process."""
    added = house.add(values=ODD, title="Täle", workflow="w", version=3, priority=-5, wanted_server="one")
    found = house.another().store.get(added.id)
    assert found == added
    assert (found.values, found.title, found.workflow, found.version) == (ODD, "Täle", "w", 3)
    assert (found.status, found.priority, found.wanted_server) == (RunStatus.QUEUED, -5, "one")
    assert (found.server, found.attempt, found.parameters_used, found.outputs) == ("", 0, None, ())


def test_each_run_has_a_prompt_id_of_its_own_from_the_start(house: RunHouse) -> None:
    """A canonical UUID, which the first submission uses."""
    runs = house.store.add(house.new(), count=20)
    assert len({run.prompt_id for run in runs}) == 20
    assert all(len(run.prompt_id) == 36 and run.prompt_id == run.prompt_id.lower() for run in runs)
    assert house.claim().run.prompt_id == runs[0].prompt_id
    assert house.told() == ["run_queued"] * 20


def test_documents_are_kept_once_by_content(house: RunHouse) -> None:
    """The same bytes are one document, and another process reads them."""
    data = b'{"nodes": []}' * 1000
    key = house.store.keep_document(data)
    assert house.another().store.keep_document(data) == key
    assert house.store.document(key) == data
    with pytest.raises(NotFound):
        house.store.document("0" * 64)


def test_values_beyond_the_limit_are_refused(house: RunHouse) -> None:
    """Nothing is stored of a run whose values have more than 4 MB."""
    with pytest.raises(TooLarge):
        house.add(values={"6.text": "x" * (5 << 20)})
    assert not house.store.pending()


def test_cells_hold_their_values_over_the_shared_ones(house: RunHouse) -> None:
    """What all cells have in common is stored once, and each cell says all of its values."""
    new = house.new(values={"6.text": "a fox", "3.seed": 1})
    assert house.store.add_cells("b", new, [(0, {}), (1, {"3.seed": 2**63}), (2, {"4.steps": 3})]) == 3
    assert [cell.values for cell in house.store.cells("b")] == [
        {"6.text": "a fox", "3.seed": 1},
        {"6.text": "a fox", "3.seed": 2**63},
        {"6.text": "a fox", "3.seed": 1, "4.steps": 3},
    ]
    assert house.told() == []


def test_a_cell_is_added_once_by_its_place(house: RunHouse) -> None:
    """A planning that begins anew adds what is missing and changes nothing that is there."""
    assert house.add_cells("b", 3) == 3
    before = house.store.cells("b")
    assert house.another().add_cells("b", 5, title="Other") == 2
    cells = house.store.cells("b")
    assert cells[:3] == before
    assert [cell.place for cell in cells] == [0, 1, 2, 3, 4]
    assert house.add_cells("other", 2) == 2


def test_cells_come_by_place_in_parts(house: RunHouse) -> None:
    """From any place on, so many at once; those of a run of no batch are none."""
    house.add_cells("b", 12)
    house.add()
    assert [cell.place for cell in house.store.cells("b", first=9)] == [9, 10, 11]
    assert [cell.place for cell in house.store.cells("b", first=2, limit=3)] == [2, 3, 4]
    assert house.store.cells("") == ()


def test_ten_thousand_cells_are_stored_at_once(house: RunHouse) -> None:
    """All of them, in the order of their places, with their own models."""
    cells = [(place, {"3.seed": place, "4.model": f"m{place % 2}"}) for place in range(10_000)]
    added = house.store.add_cells("b", house.new(), cells, lambda values: str(values["4.model"]))
    assert added == 10_000
    assert house.store.counts(["b", "none"])["b"].queued == 10_000
    assert house.store.cells("b", first=9_999)[0].values == {"3.seed": 9_999, "4.model": "m1"}
    first = house.claim()
    assert (first.run.place, house.claim().run.place) == (0, 2), "the model of the last one is loaded"


def test_what_a_run_needs_is_known(house: RunHouse) -> None:
    """Its node classes, to tell people why it waits."""
    assert house.store.needs(house.add().id) == CLASSES
    assert house.store.needs(house.add(needs=frozenset()).id) == frozenset()
    with pytest.raises(NotFound):
        house.store.needs("none")
