"""The pool service: checks, admission, events, and what stays as it was when something is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

import penstock
from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Candidate, Pools, Refusal
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, Conflict, NotFound, TooLarge
from penstock.core.settings import Settings

Start = Callable[..., Application]
Picture = Callable[..., Upload]


def admitting(decide: Callable[[Candidate], Any]) -> object:
    """A plugin that is asked before an image is stored."""
    return SimpleNamespace(penstock_admit_slot=penstock.hookimpl(lambda candidate: decide(candidate)))


def staged(pools: Pools) -> list[str]:
    """What lies in the staging folder."""
    return sorted(path.name for path in pools.store.staging().iterdir())


def test_a_whole_story_publishes_exactly_its_events(
    penstock_application: Start, penstock_events: EventRecorder, picture: Picture
) -> None:
    """Every operation publishes the event of what it did, in order, undo and redo included, and nothing else."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture(), picture((1, 2, 3))], labels=["one"])
    one, two = (slot.id for slot in pools.store.page("p").slots)
    pools.label("p", two, "two")
    pools.select("p", two)
    pools.move("p", [two], one)
    pools.set_mask("p", one, picture(255, mode="L"))
    pools.clear_mask("p", one)
    pools.remove("p", [two])
    pools.undo("p")
    pools.redo("p")
    copy = pools.detach("p")
    pools.delete("p")
    pools.delete(copy.id)
    pools.create("q")
    trash = pools.delete("q")
    pools.undelete(trash)
    assert application.dispatcher.settle()
    assert penstock_events.names == [
        "pool_created",
        "slot_added",
        "slot_added",
        "slot_selected",
        "slot_labelled",
        "slot_selected",
        "slots_reordered",
        "mask_saved",
        "mask_cleared",
        "slot_removed",
        "slot_selected",
        "slot_restored",
        "slot_selected",
        "slot_removed",
        "slot_selected",
        "pool_created",
        "pool_deleted",
        "pool_deleted",
        "pool_created",
        "pool_deleted",
        "pool_restored",
    ]
    assert [event.seq for event in penstock_events.events] == list(range(1, 22))
    assert {event.epoch for event in penstock_events.events} == {application.dispatcher.epoch}


def test_events_carry_what_happened(
    penstock_application: Start, penstock_events: EventRecorder, picture: Picture
) -> None:
    """Slot, position, revision, the change that undo takes, and the source of a copy stand in the events."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture(), picture()])
    one, two = (slot.id for slot in pools.store.page("p").slots)
    removed = pools.remove("p", [one])
    pools.undo("p", removed.id)
    copy = pools.detach("p")
    assert application.dispatcher.settle()
    events: dict[str, Any] = {event.name: event for event in penstock_events.events}
    assert [event.position for event in penstock_events.events if event.name == "slot_added"] == [0, 1]  # type: ignore[attr-defined]
    assert events["slot_removed"].slot.id == one
    assert events["slot_removed"].change == removed.id
    assert (events["slot_restored"].slot.id, events["slot_restored"].position) == (one, 0)
    assert events["slot_restored"].revision == pools.store.pool("p").revision
    assert (events["pool_created"].pool_id, events["pool_created"].copied_from) == (copy.id, "p")
    assert two != one


def test_what_changes_nothing_publishes_nothing(
    penstock_application: Start, penstock_events: EventRecorder, picture: Picture
) -> None:
    """Selecting the selected slot, the same label again and a refused change are no events."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture()], labels=["kept"])
    (slot,) = pools.store.page("p").slots
    assert application.dispatcher.settle()
    before = len(penstock_events.events)
    pools.select("p", slot.id)
    pools.label("p", slot.id, "kept")
    with pytest.raises(Conflict):
        pools.label("p", slot.id, "stale", revision=slot.label_revision + 7)
    with pytest.raises(NotFound):
        pools.select("p", "nothing")
    assert application.dispatcher.settle()
    assert penstock_events.names[before:] == []
    assert pools.store.slot("p", slot.id).label == "kept"


def test_each_file_has_its_own_result(penstock_application: Start, picture: Picture, no_picture: Upload) -> None:
    """Good files are stored in order, a bad one between them carries its error, and nothing is left behind."""
    pools = penstock_application().services.get(Pools)
    results = pools.add("p", [picture(name="a.png"), no_picture, picture(name="c.png")], labels=["A", "B", "C"])
    assert [result.file_name for result in results] == ["a.png", "notes.png", "c.png"]
    assert [result.position for result in results] == [0, None, 1]
    assert results[1].error is not None
    assert results[1].error["code"] == "bad_image"
    assert [slot.label for slot in pools.store.page("p").slots] == ["A", "C"]
    assert staged(pools) == []


def test_bad_files_alone_make_no_pool(penstock_application: Start, no_picture: Upload) -> None:
    """Where nothing is stored nothing is created."""
    pools = penstock_application().services.get(Pools)
    assert pools.add("p", [no_picture])[0].slot is None
    assert not pools.store.exists("p")
    assert staged(pools) == []


def test_a_plugin_refuses_an_image_with_its_reason(penstock_application: Start, picture: Picture) -> None:
    """The reason reaches the user, names the plugin, and the image is not stored; others are."""
    asked: list[Candidate] = []

    def too_small(candidate: Candidate) -> Refusal | None:
        asked.append(candidate)
        assert candidate.path.is_file()
        return Refusal(reason="Too small.", hint="Use a larger one.") if candidate.width < 10 else None

    pools = penstock_application(admitting(too_small)).services.get(Pools)
    results = pools.add("p", [picture(name="small.png"), picture(size=(20, 20), name="large.png")], labels=["s", "l"])
    error = results[0].error or {}
    assert (error["code"], error["message"], error["hint"]) == ("refused", "Too small.", "Use a larger one.")
    assert error["plugin"] == "tested_0"
    assert [(one.pool_id, one.width, one.file_name, one.label) for one in asked] == [
        ("p", 4, "small.png", "s"),
        ("p", 20, "large.png", "l"),
    ]
    assert pools.store.pool("p").count == 1
    assert staged(pools) == []


def test_the_first_plugin_that_objects_decides(penstock_application: Start, picture: Picture) -> None:
    """Plugins are asked in order until one answers; the later ones are not asked."""
    asked: list[str] = []

    def first(_candidate: Candidate) -> None:
        asked.append("first")

    def second(_candidate: Candidate) -> Refusal:
        asked.append("second")
        return Refusal(reason="No.")

    def third(_candidate: Candidate) -> None:
        asked.append("third")

    pools = penstock_application(admitting(first), admitting(second), admitting(third)).services.get(Pools)
    (result,) = pools.add("p", [picture()])
    assert (result.error or {})["message"] == "No."
    assert asked == ["first", "second"]


@pytest.mark.parametrize("answer", [RuntimeError("broken"), "yes", False])
def test_a_plugin_that_fails_refuses_and_is_named(
    penstock_application: Start, picture: Picture, answer: object, penstock_events: EventRecorder
) -> None:
    """One that raises or answers nonsense lets nothing through; the error is plugin_failed and names it."""

    def decide(_candidate: Candidate) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    application = penstock_application(admitting(decide))
    pools = application.services.get(Pools)
    (result,) = pools.add("p", [picture()])
    assert (result.error or {})["code"] == "plugin_failed"
    assert (result.error or {})["plugin"] == "tested_0"
    assert [one.where for one in application.registry.hooks.faults.of("tested_0")] == ["penstock_admit_slot"]
    assert not pools.store.exists("p")
    assert application.dispatcher.settle()
    assert penstock_events.names == []


def test_hooks_run_without_any_lock(penstock_application: Start, picture: Picture) -> None:
    """A plugin that is asked may itself change the pool that the image is for."""

    def label_the_first(candidate: Candidate) -> None:
        pools = application.services.get(Pools)
        if pools.store.exists("p"):
            pools.label("p", pools.store.page("p").slots[0].id, candidate.file_name)

    application = penstock_application(admitting(label_the_first))
    pools = application.services.get(Pools)
    pools.add("p", [picture()])
    (result,) = pools.add("p", [picture(name="second")])
    assert result.error is None
    assert pools.store.page("p").slots[0].label == "second"


def test_a_full_pool_takes_no_more(penstock_application: Start, picture: Picture) -> None:
    """Beyond the limit in the settings an addition is refused as a whole."""
    application = penstock_application()
    application.services.get(Settings).set("pools.max_slots", 2)
    pools = application.services.get(Pools)
    pools.add("p", [picture()])
    with pytest.raises(TooLarge, match="holds 1 images and may hold 2"):
        pools.add("p", [picture(), picture()])
    assert pools.store.pool("p").count == 1


def test_limits_on_pictures_come_from_the_settings(penstock_application: Start, picture: Picture) -> None:
    """An image of more megapixels than allowed is refused."""
    application = penstock_application()
    application.services.get(Settings).set("pools.max_megapixels", 1)
    (result,) = application.services.get(Pools).add("p", [picture(size=(1100, 1000))])
    assert (result.error or {})["code"] == "too_large"


@pytest.mark.parametrize("bad", ["", "../evil", "/etc", "a b", "x" * 65, "NUL", "a\x00", "."])
def test_ids_that_are_none_are_refused_everywhere(penstock_application: Start, picture: Picture, bad: str) -> None:
    """No operation takes a pool id that could be a path."""
    pools = penstock_application().services.get(Pools)
    operations: list[Callable[[], object]] = [
        lambda: pools.create(bad),
        lambda: pools.ensure(bad),
        lambda: pools.delete(bad),
        lambda: pools.detach(bad),
        lambda: pools.add(bad, [picture()]),
        lambda: pools.select(bad, "s"),
        lambda: pools.label(bad, "s", ""),
        lambda: pools.move(bad, ["s"], None),
        lambda: pools.remove(bad, ["s"]),
        lambda: pools.set_mask(bad, "s", picture(0, mode="L")),
        lambda: pools.clear_mask(bad, "s"),
        lambda: pools.undo(bad),
        lambda: pools.redo(bad),
    ]
    for operation in operations:
        with pytest.raises(BadName):
            operation()
    with pytest.raises((BadName, NotFound)):
        pools.undelete(bad)


def test_labels_are_checked_before_anything_is_stored(penstock_application: Start, picture: Picture) -> None:
    """Too many labels, control characters and too much text change nothing."""
    pools = penstock_application().services.get(Pools)
    with pytest.raises(ClientError):
        pools.add("p", [picture()], labels=["a", "b"])
    with pytest.raises(ClientError):
        pools.add("p", [picture()], labels=["a\x07"])
    with pytest.raises(TooLarge):
        pools.add("p", [picture()], labels=["a" * 5000])
    assert not pools.store.exists("p")


def test_a_mask_that_the_store_refuses_leaves_nothing_behind(penstock_application: Start, picture: Picture) -> None:
    """A stale revision is a conflict with the current state; the staged mask is gone, the old one stays."""
    pools = penstock_application().services.get(Pools)
    pools.add("p", [picture()])
    (slot,) = pools.store.page("p").slots
    first = pools.set_mask("p", slot.id, picture(255, mode="L"), slot.mask_revision)
    with pytest.raises(Conflict) as refused:
        pools.set_mask("p", slot.id, picture(0, mode="L"), slot.mask_revision)
    assert "current" in refused.value.details
    assert pools.store.slot("p", slot.id).mask == first.slots[0].mask
    assert staged(pools) == []


def test_the_added_time_may_be_given(penstock_application: Start, picture: Picture) -> None:
    """What is imported keeps its time; otherwise it is now."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture()], added=12345)
    pools.add("p", [picture()])
    old, new = pools.store.page("p").slots
    assert old.added == 12345
    assert new.added > 1_600_000_000_000


def test_detaching_gives_a_pool_of_its_own(penstock_application: Start, picture: Picture) -> None:
    """A copy holds the same, changes alone, and an empty one holds nothing."""
    pools = penstock_application().services.get(Pools)
    pools.add("p", [picture()], labels=["one"])
    copy, empty = pools.detach("p"), pools.detach("p", empty=True)
    assert (copy.count, empty.count) == (1, 0)
    (slot,) = pools.store.page(copy.id).slots
    pools.label(copy.id, slot.id, "other")
    assert pools.store.page("p").slots[0].label == "one"
    assert len({copy.id, empty.id, "p"}) == 3


def test_events_leave_in_the_order_of_the_changes(
    penstock_application: Start, penstock_events: EventRecorder, picture: Picture
) -> None:
    """With four threads on one pool the revisions of the events only grow, and every change has its event."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture() for _ in range(4)])
    ids = [slot.id for slot in pools.store.page("p").slots]

    def label(slot: str) -> None:
        for number in range(15):
            pools.label("p", slot, f"{number}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(label, ids))
    assert application.dispatcher.settle()
    revisions = [event.revision for event in penstock_events.events if event.name == "slot_labelled"]  # type: ignore[attr-defined]
    assert len(revisions) == 60
    assert revisions == sorted(set(revisions))
