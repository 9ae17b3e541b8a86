"""What other programs and other processes do to prompts is told, once; what is done here is not."""

import errno

import pytest

from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.events.prompts import PromptsChangedElsewhere


def test_what_another_program_writes_is_told_once(whole: WholePrompts) -> None:
    """A new file, a changed one and one that is gone: the folder with its revision."""
    whole.put("cats", {"version": 2, "prompts": {"a": "1"}})
    whole.service.look()
    whole.service.look()
    first = whole.service.read("cats").revision
    whole.put("cats", {"version": 2, "prompts": {"a": "2"}})
    whole.service.look()
    second = whole.service.read("cats").revision
    whole.path("cats").unlink()
    whole.service.look()
    whole.service.look()
    assert whole.events() == [
        PromptsChangedElsewhere(folder="cats", revision=first),
        PromptsChangedElsewhere(folder="cats", revision=second),
        PromptsChangedElsewhere(folder="cats", revision=None),
    ]


def test_what_there_was_at_the_start_is_no_news(whole: WholePrompts) -> None:
    """A process takes note of what it finds and tells what changes after that."""
    whole.put("cats", {"version": 2, "prompts": {"a": "1"}})
    second = whole.again()
    second.service.look()
    assert second.names() == []


def test_ones_own_changes_are_not_told_as_anothers(whole: WholePrompts) -> None:
    """Save, delete, restore, back to version 1: each has its event and no other."""
    whole.put("old", b'{"girl_pos": "G"}')
    whole.service.look()
    whole.events()
    for action in (
        lambda: whole.save("old", girl_pos="H"),
        lambda: whole.service.restore_v1("old"),
        lambda: whole.service.delete("old"),
        lambda: whole.service.restore(whole.service.deleted()[0].trash),
    ):
        action()
        whole.service.look()
    assert whole.names() == [
        "prompt_migrated",
        "prompts_saved",
        "prompts_restored",
        "prompts_deleted",
        "prompts_restored",
    ]


def test_two_processes_tell_each_others_changes(whole: WholePrompts) -> None:
    """What one saves, deletes and restores the other tells as changed elsewhere."""
    other = whole.again()
    whole.save("cats", a="1")
    other.service.look()
    deleted = whole.service.delete("cats")
    other.service.look()
    other.service.restore(deleted.trash)
    whole.service.look()
    assert other.names() == ["prompts_changed_elsewhere", "prompts_changed_elsewhere", "prompts_restored"]
    assert whole.names() == ["prompts_saved", "prompts_deleted", "prompts_changed_elsewhere"]


def test_damage_is_told_without_a_revision_that_is_none(whole: WholePrompts) -> None:
    """A file that cannot be read is there: its revision is empty, not None."""
    whole.put("cats", b"{")
    whole.service.look()
    assert whole.events() == [PromptsChangedElsewhere(folder="cats", revision="")]


def test_a_folder_that_is_being_changed_waits_for_the_next_look(whole: WholePrompts) -> None:
    """A look never waits, and tells the others meanwhile."""
    whole.put("cats", {"prompts": {}})
    whole.put("dogs", {"prompts": {}})
    with whole.service._ledger.turn("cats"):
        whole.service.look()
        assert [event.folder for event in whole.told if isinstance(event, PromptsChangedElsewhere)] == ["dogs"]
    whole.service.look()
    assert whole.names() == ["prompts_changed_elsewhere"] * 2


def test_a_folder_that_became_a_link_is_gone_and_hides_nothing(whole: WholePrompts) -> None:
    """Links are not followed: its prompts are told as gone, once, and the others are told as ever."""
    whole.save("cats", a="1")
    whole.events()
    whole.path("cats").parent.rename(whole.folder / "elsewhere")
    whole.path("cats").parent.symlink_to(whole.folder / "elsewhere")
    whole.put("dogs", {"prompts": {}})
    for _ in range(2):
        whole.service.look()
    revision = whole.service.read("dogs").revision
    told = {(event.folder, event.revision) for event in whole.told if isinstance(event, PromptsChangedElsewhere)}
    assert (told, len(whole.events())) == ({("cats", None), ("dogs", revision)}, 2)


def test_a_disk_that_refuses_hinders_no_start(whole: WholePrompts, caplog: pytest.LogCaptureFixture) -> None:
    """Neither old trash that cannot be removed nor a folder that cannot be listed: it is logged."""
    whole.save("cats", a="1")
    whole.service.delete("cats")
    whole.clock.advance(40 * 24 * 3600)
    calls = FaultyCalls(fail_from=(1, errno.EIO))
    second = WholePrompts(whole.folder, whole.clock, whole.ids, calls)
    assert "cannot be tidied yet" in caplog.text
    calls.fail_from = None
    second.service.start()
    assert second.service.deleted() == ()
