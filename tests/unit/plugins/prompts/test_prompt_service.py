"""The service of prompts: what it tells of its changes, the trash, version 1."""

import errno
import os

import pytest
from attrs import evolve

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.errors import BadName, Busy, Conflict, Invalid, NotFound, PenstockError, ReadOnly
from penstock.core.events.prompts import (
    PromptMigrated,
    PromptRenamed,
    PromptsChangedElsewhere,
    PromptsDeleted,
    PromptsRestored,
    PromptsSaved,
)

VERSION_1 = b'{"girl_pos": "G", "male_pos": "", "n": 5}'
DAY = 24 * 3600


def test_a_save_is_told_once_with_what_changed(whole: WholePrompts) -> None:
    """New, other and gone prompts by name; the first save made the collection."""
    first = whole.save("cats", a="1", b="2", c="3")
    assert whole.events() == [
        PromptsSaved(folder="cats", revision=first.revision or "", created=True, added=("a", "b", "c"))
    ]
    second = whole.save("cats", a="1", c="other", d="4")
    assert whole.events() == [
        PromptsSaved(folder="cats", revision=second.revision or "", added=("d",), changed=("c",), removed=("b",))
    ]


def test_saving_the_same_is_told_nothing(whole: WholePrompts) -> None:
    """The revision stays, and there is no event."""
    first = whole.save("cats", a="1")
    whole.events()
    assert whole.save("cats", a="1") == first
    assert whole.events() == []


def test_a_rename_is_told_before_the_save(whole: WholePrompts) -> None:
    """With both names; it counts as changed and neither as new nor as gone."""
    whole.save("cats", a="1", b="2")
    whole.events()
    saved = whole.save("cats", x="1", b="2")
    assert whole.events() == [
        PromptRenamed(folder="cats", old_name="a", new_name="x"),
        PromptsSaved(folder="cats", revision=saved.revision or "", changed=("x",)),
    ]


def test_the_first_save_over_version_1_is_told_as_a_migration(whole: WholePrompts) -> None:
    """Before the save; the backup that it names holds the bytes. The next save is no migration."""
    whole.put("old", VERSION_1)
    whole.service.look()
    whole.events()
    found = whole.service.read("old")
    saved = whole.service.save("old", found.collection, found.revision)
    assert whole.events() == [
        PromptMigrated(folder="old", prompts=("girl_pos",), backup="prompts.json.v1.backup"),
        PromptsSaved(folder="old", revision=saved.revision or ""),
    ]
    assert whole.path("old", "prompts.json.v1.backup").read_bytes() == VERSION_1
    whole.save("old", girl_pos="G")
    assert whole.names() == ["prompts_saved"]


def test_a_stale_save_changes_and_tells_nothing(whole: WholePrompts) -> None:
    """Conflict with what is there, for an old revision and for a new collection where there is one."""
    whole.save("cats", a="1")
    before = whole.path("cats").read_bytes()
    whole.events()
    for seen in (None, "0" * 32):
        with pytest.raises(Conflict):
            whole.service.save("cats", PromptCollection(), seen)
    assert (whole.path("cats").read_bytes(), whole.events()) == (before, [])


def test_what_is_deleted_can_be_restored(whole: WholePrompts) -> None:
    """The file moves to the trash and back with the same bytes; what else is in the folder stays where it is."""
    whole.save("cats", a="1")
    before = whole.path("cats").read_bytes()
    whole.path("cats", "notes.txt").write_text("mine")
    whole.events()
    deleted = whole.service.delete("cats")
    assert whole.service.folders() == ()
    assert whole.service.deleted() == (deleted,)
    assert whole.path("cats", "notes.txt").read_text() == "mine"
    assert whole.service.restore(deleted.trash) == "cats"
    assert (whole.path("cats").read_bytes(), whole.service.deleted()) == (before, ())
    assert whole.events() == [
        PromptsDeleted(folder="cats", trash=deleted.trash),
        PromptsRestored(folder="cats", revision=whole.service.read("cats").revision or ""),
    ]


def test_a_restore_writes_over_nothing(whole: WholePrompts) -> None:
    """Conflict where the folder has prompts again; the deleted ones stay in the trash."""
    whole.save("cats", a="1")
    deleted = whole.service.delete("cats")
    whole.save("cats", b="2")
    whole.events()
    with pytest.raises(Conflict, match="again"):
        whole.service.restore(deleted.trash)
    assert whole.service.deleted() == (deleted,)
    assert list(whole.service.read("cats").collection.prompts) == ["b"]
    assert whole.events() == []


@pytest.mark.parametrize("trash", ["", "x", "../1.abcdefgh", "1700000000000.nothinghere", "\0"])
def test_what_is_not_in_the_trash_is_not_found(whole: WholePrompts, trash: str) -> None:
    """Whatever the id looks like."""
    with pytest.raises(NotFound):
        whole.service.restore(trash)


def test_the_trash_keeps_thirty_days(whole: WholePrompts) -> None:
    """The next start after that removes what was deleted for good; the last deleted stands first."""
    for folder in ("cats", "dogs"):
        whole.save(folder, a="1")
        whole.service.delete(folder)
        whole.clock.advance(20 * DAY)
    assert [one.folder for one in whole.again().service.deleted()] == ["dogs"]
    whole.clock.advance(20 * DAY)
    assert whole.again().service.deleted() == ()


def test_a_trash_on_another_disk_is_beside_the_prompts(whole: WholePrompts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a rename would cross file systems, a folder beside takes it; it comes back all the same."""
    whole.save("cats", a="1")
    rename = type(whole.calls).rename_new

    def elsewhere(calls: object, source: object, target: object) -> None:
        if "__penstock" in str(target):
            raise OSError(errno.EXDEV, "another file system")
        rename(calls, source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(type(whole.calls), "rename_new", elsewhere)
    deleted = whole.service.delete("cats")
    assert list(whole.path("cats").parent.parent.glob(".trash/prompts.*.cats"))
    assert whole.service.folders() == ()
    whole.service.restore(deleted.trash)
    assert list(whole.service.read("cats").collection.prompts) == ["a"]


def test_what_was_deleted_does_not_come_back_by_damage(whole: WholePrompts) -> None:
    """The last good copy goes with the file: a damaged new file is told, and not replaced by old prompts."""
    whole.save("cats", a="1")
    whole.service.delete("cats")
    whole.put("cats", b"{")
    with pytest.raises(PenstockError, match="damaged"):
        whole.service.read("cats")


def test_nothing_is_deleted_where_there_is_nothing(whole: WholePrompts) -> None:
    """NotFound, and no folder is made."""
    with pytest.raises(NotFound):
        whole.service.delete("cats")
    assert whole.names() == []
    assert not whole.path("cats").parent.exists()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_plain_file_stays_where_it_is(whole: WholePrompts, kind: str) -> None:
    """A folder, a link, a pipe of that name: an error for reading, saving and deleting, and nothing waits for it."""
    path = whole.path("odd")
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(whole.put("cats", {"prompts": {}}))
    else:
        os.mkfifo(path)
    whole.service.look()
    whole.events()
    for action in (whole.service.read, whole.service.delete):
        with pytest.raises(PenstockError) as caught:
            action("odd")
        assert caught.value.status != 500
    with pytest.raises(PenstockError):
        whole.service.save("odd", PromptCollection(), None)
    assert os.path.lexists(path)
    assert whole.service.deleted() == ()
    assert whole.events() == []


def test_going_back_to_version_1_is_told_once(whole: WholePrompts) -> None:
    """With version 1; going back again changes and tells nothing."""
    whole.put("old", VERSION_1)
    whole.save("old", girl_pos="other")
    whole.events()
    document = whole.service.restore_v1("old")
    assert whole.path("old").read_bytes() == VERSION_1
    assert whole.events() == [PromptsRestored(folder="old", revision=document.revision or "", version=1)]
    whole.service.restore_v1("old")
    assert whole.events() == []


def test_version_1_is_back_without_its_backup_being_lost(whole: WholePrompts) -> None:
    """NotFound where nothing was migrated; `v1_backup` names the file where something was."""
    whole.save("cats", a="1")
    assert whole.service.v1_backup("cats") is None
    with pytest.raises(NotFound):
        whole.service.restore_v1("cats")
    whole.put("old", VERSION_1)
    whole.save("old", girl_pos="other")
    assert whole.service.v1_backup("old") == "prompts.json.v1.backup"


@pytest.mark.parametrize(
    "name", ["", "..", "../cats", "a/b", "a\\b", ".locks", "C:", "a\0", "con", "x" * 65, "a\ud800"]
)
def test_names_that_are_none_reach_no_disk(whole: WholePrompts, name: str) -> None:
    """BadName from every method that takes a folder, and nothing is made."""
    service = whole.service
    for action in (service.read, service.delete, service.restore_v1, service.signature, service.v1_backup):
        with pytest.raises(BadName):
            action(name)
    with pytest.raises(BadName):
        service.save(name, PromptCollection(), None)
    assert not (whole.folder / "output").exists()


def test_a_newer_version_is_never_written_over(whole: WholePrompts) -> None:
    """ReadOnly, the bytes stay; but it can be deleted and brought back."""
    whole.put("new", b'{"version": 3, "prompts": {"a": "A"}, "more": [1]}')
    before = whole.path("new").read_bytes()
    found = whole.service.read("new")
    with pytest.raises(ReadOnly):
        whole.service.save("new", found.collection, found.revision)
    whole.service.restore(whole.service.delete("new").trash)
    assert whole.path("new").read_bytes() == before


def test_names_are_the_union_of_all_versions(whole: WholePrompts) -> None:
    """Keys of version 1 (empty texts too), names of version 2; a folder that cannot be read is told."""
    whole.put("old", VERSION_1)
    whole.save("cats", a="1")
    whole.put("broken", b"{")
    found = whole.service.discover()
    assert found.names == ("a", "girl_pos", "male_pos")
    assert len(found.problems) == 1
    assert whole.service.discover(["cats"]).names == ("a",)
    assert whole.service.discover([]).names == ()


def test_signatures_change_with_the_file(whole: WholePrompts) -> None:
    """Empty without a file, another one after each save and after a delete."""
    seen = [whole.service.signature("cats")]
    for value in "12":
        whole.save("cats", a=value)
        seen.append(whole.service.signature("cats"))
    whole.service.delete("cats")
    assert seen[0] == whole.service.signature("cats") == ""
    assert len(set(seen)) == 3


def test_collections_go_through_text(whole: WholePrompts) -> None:
    """`parse` of `text_of` is the collection; version 1 is migrated, empty text is an empty collection."""
    made = PromptCollection(
        prompts={"a": Prompt(value="é", tags=("t",), unknown={"weight": 2})}, compositions={"c": ("a",)}
    )
    assert whole.service.parse(whole.service.text_of(made)).collection == made
    assert whole.service.parse("  \n").collection == PromptCollection()
    old = whole.service.parse(VERSION_1.decode())
    assert (old.migrated, list(old.collection.prompts)) == (True, ["girl_pos"])


@pytest.mark.parametrize(
    "text", ["[", "[1]", "null", "5", "\0", '{"prompts": {"a": {"value": "x", "w": NaN}}}', "\ud800"]
)
def test_text_that_is_no_collection_is_refused(whole: WholePrompts, text: str) -> None:
    """Invalid with the reason."""
    with pytest.raises(Invalid):
        whole.service.parse(text)


def test_text_that_is_too_deep_is_refused(whole: WholePrompts) -> None:
    """A thousand levels, and a hundred thousand, which no parser takes."""
    for depth in (1_000, 100_000):
        with pytest.raises(PenstockError, match="deep"):
            whole.service.parse('{"a":' * depth + "1" + "}" * depth)


def test_a_failing_disk_changes_and_tells_nothing(whole: WholePrompts) -> None:
    """At whatever call a delete or a restore fails, the prompts are where they were, and no event says otherwise."""
    whole.save("cats", a="1")
    for action in ("delete", "restore"):
        failing = 0
        while True:
            failing += 1
            trash = whole.service.deleted()
            whole.events()
            whole.calls.fail = (whole.calls.count + failing, errno.EIO)
            try:
                _ = whole.service.delete("cats") if action == "delete" else whole.service.restore(trash[0].trash)
            except PenstockError:
                whole.calls.fail = None
                assert whole.service.deleted() == trash
                assert whole.service.folders() == (("cats",) if action == "delete" else ())
                assert whole.events() == []
                continue
            whole.calls.fail = None
            break
        assert failing > 2
        assert whole.names() == [f"prompts_{action}d"]


def test_only_one_change_of_a_folder_at_a_time(whole: WholePrompts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another waits, and is told after some time that it is busy; other folders go on."""
    monkeypatch.setattr("penstock.core.change_ledger._PATIENCE", 0.01)
    with whole.service._ledger.turn("cats"):
        with pytest.raises(Busy):
            whole.save("cats", a="1")
        whole.save("dogs", a="1")
    whole.save("cats", a="1")


def test_changes_by_others_are_told_first(whole: WholePrompts) -> None:
    """A change that came in between two looks is told before our own, so that none is lost."""
    whole.put("cats", {"version": 2, "prompts": {"a": "1"}})
    found = whole.service.read("cats")
    collection = evolve(found.collection, prompts={"a": Prompt(value="2")})
    whole.service.save("cats", collection, found.revision)
    events = whole.events()
    assert [event.name for event in events] == ["prompts_changed_elsewhere", "prompts_saved"]
    assert events[0] == PromptsChangedElsewhere(folder="cats", revision=found.revision)
