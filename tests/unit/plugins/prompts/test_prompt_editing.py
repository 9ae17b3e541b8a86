"""Drafts of collections: saved with their events, merged, over version 1, beside other processes."""

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, ReadOnly
from penstock.core.events.prompts import PromptRenamed, PromptsSaved

VERSION_1 = b'{"girl_pos": "G", "male_pos": "", "n": 5}'


def opened(whole: WholePrompts, folder: str = "cats") -> Draft:
    return whole.editing.open(folder, create=True).draft


def edited(whole: WholePrompts, draft: Draft, *edits: Edit) -> Draft:
    return whole.editing.edit(draft.name, draft.id, edits).draft


def saved(whole: WholePrompts, draft: Draft) -> Draft:
    return whole.editing.save(draft.name, draft.id, draft.revision).draft


def rename(old: str, new: str, value: str = "1") -> Edit:
    return Edit(f"prompt:{new}", {"value": value}, instead_of=f"prompt:{old}")


def test_a_folder_is_made_when_something_is_saved(whole: WholePrompts) -> None:
    """A draft of a new folder makes nothing on the disk; its save does, and is told as a creation."""
    draft = edited(whole, opened(whole), Edit("prompt:a", {"value": "1"}))
    assert not whole.path("cats").parent.exists()
    saved(whole, draft)
    event = whole.events()[0]
    assert isinstance(event, PromptsSaved)
    assert (event.created, event.added) == (True, ("a",))


def test_a_rename_is_told_when_it_is_saved_and_once(whole: WholePrompts) -> None:
    """Also with another text and at the end, where nothing but the draft's own edit tells it from a new prompt."""
    whole.save("cats", a="1")
    whole.events()
    draft = edited(whole, opened(whole), rename("a", "b"))
    draft = edited(whole, draft, Edit("prompt:b", {"value": "other"}), Edit("prompt:new", {"value": "n"}))
    draft = edited(whole, draft, rename("b", "c", "other"))
    assert whole.events() == []
    draft = saved(whole, draft)
    revision = draft.base or ""
    assert whole.events() == [
        PromptRenamed(folder="cats", old_name="a", new_name="c"),
        PromptsSaved(folder="cats", revision=revision, added=("new",), changed=("c",)),
    ]
    saved(whole, edited(whole, draft, Edit("prompt:c", {"value": "again"})))
    assert whole.names() == ["prompts_saved"]


def test_a_rename_that_was_taken_back_is_not_told(whole: WholePrompts) -> None:
    """By undo, or by discarding the draft."""
    whole.save("cats", a="1")
    draft = edited(whole, opened(whole), rename("a", "b"))
    draft = whole.editing.undo("cats", draft.id).draft
    whole.events()
    draft = saved(whole, edited(whole, draft, Edit("prompt:b", {"value": "new"})))
    assert [event.name for event in whole.events()] == ["prompts_saved"]
    edited(whole, draft, rename("b", "z"))
    whole.editing.discard("cats", draft.id)
    saved(whole, edited(whole, opened(whole), Edit("prompt:q", {"value": "Q"})))
    assert whole.names() == ["prompts_saved"]


def test_a_rename_survives_a_restart_where_it_kept_its_place(whole: WholePrompts) -> None:
    """The next process saves the draft and tells the rename, though it did not see it."""
    whole.save("cats", a="1", b="2")
    edited(whole, opened(whole), rename("a", "x", "other"))
    second = whole.again()
    saved(second, second.editing.open("cats").draft)
    assert second.names() == ["prompt_renamed", "prompts_saved"]


def test_a_renamed_prompt_is_renamed_in_compositions_in_one_step(whole: WholePrompts) -> None:
    """One undo takes both back."""
    draft = edited(whole, opened(whole), Edit("prompt:a", {"value": "1"}), Edit("composition:c", ["a", "b", "a"]))
    draft = edited(whole, draft, rename("a", "x"))
    assert draft.content()["composition:c"] == ["x", "b", "x"]
    assert list(draft.content()) == ["prompt:x", "composition:c"]
    assert whole.editing.undo("cats", draft.id).draft.content()["composition:c"] == ["a", "b", "a"]


def test_version_1_is_migrated_by_its_first_save(whole: WholePrompts) -> None:
    """Also by one without changes: the draft shows what will be, the backup holds the bytes, all keys are kept."""
    whole.put("old", VERSION_1)
    whole.service.look()
    whole.events()
    draft = opened(whole, "old")
    found = whole.editing.differences("old", draft.id)
    assert [(one.key, one.before) for one in found] == [("prompt:girl_pos", "G")]
    assert whole.path("old").read_bytes() == VERSION_1
    saved(whole, draft)
    assert whole.names() == ["prompt_migrated", "prompts_saved"]
    assert whole.path("old", "prompts.json.v1.backup").read_bytes() == VERSION_1
    assert whole.service.read("old").collection.v1_backup == {"girl_pos": "G", "male_pos": "", "n": 5}
    draft = opened(whole, "old")
    assert whole.editing.differences("old", draft.id) == ()
    saved(whole, draft)
    assert whole.names() == []


def test_what_a_draft_does_not_show_is_kept(whole: WholePrompts) -> None:
    """Unknown fields of the file and of prompts, what could not be read, the backup of version 1."""
    content = {
        "version": 2,
        "prompts": {"a": {"value": "A", "weight": 2}, "b": 5},
        "v1_backup": {"old": "x"},
        "owner": {"x": [1]},
    }
    whole.put("cats", content)
    saved(whole, edited(whole, opened(whole), Edit("prompt:a", {"value": "B"})))
    found = whole.service.read("cats").collection
    assert (found.prompts["a"].value, found.prompts["a"].unknown) == ("B", {"weight": 2})
    assert (found.v1_backup, found.unknown) == ({"old": "x"}, {"owner": {"x": (1,)}})
    assert found.unread[0]["was"] == 5


def test_what_others_saved_is_merged_prompt_by_prompt(whole: WholePrompts) -> None:
    """Another program's change of another prompt is kept; of the same prompt it is a conflict that is decided."""
    whole.save("cats", a="1", b="2")
    draft = edited(whole, opened(whole), Edit("prompt:a", {"value": "mine"}))
    whole.put("cats", {"version": 2, "prompts": {"a": "1", "b": "theirs"}})
    draft = saved(whole, draft)
    found = whole.service.read("cats").collection.prompts
    assert [prompt.value for prompt in found.values()] == ["mine", "theirs"]
    draft = edited(whole, draft, Edit("prompt:a", {"value": "mine 2"}))
    whole.put("cats", {"version": 2, "prompts": {"a": "theirs 2", "b": "theirs"}})
    with pytest.raises(Conflict) as caught:
        saved(whole, draft)
    assert caught.value.details["current"] == {"prompt:a": {"value": "theirs 2", "processing_type": "raw"}}
    whole.editing.save("cats", draft.id, draft.revision, {"prompt:a": "theirs"})
    assert whole.service.read("cats").collection.prompts["a"].value == "theirs 2"


def test_a_newer_version_is_not_edited(whole: WholePrompts) -> None:
    """ReadOnly for an edit and a save, and the file stays."""
    whole.put("new", {"version": 3, "prompts": {"a": "A"}})
    before = whole.path("new").read_bytes()
    draft = opened(whole, "new")
    with pytest.raises(ReadOnly):
        edited(whole, draft, Edit("prompt:a", {"value": "B"}))
    with pytest.raises(ReadOnly):
        saved(whole, draft)
    assert whole.path("new").read_bytes() == before


def test_drafts_survive_their_process(whole: WholePrompts) -> None:
    """With all that was answered, and saved by the next one."""
    draft = edited(whole, opened(whole), Edit("prompt:a", {"value": "1"}), Edit("flags", {"use_mask": True}))
    second = whole.again()
    found = second.editing.open("cats", create=True).draft
    assert (found.id, found.content()) == (draft.id, draft.content())
    saved(second, found)
    assert second.service.read("cats").collection.scene_flags == {"use_mask": True}


def test_a_prompt_may_have_any_name(whole: WholePrompts) -> None:
    """Names are free text and never become paths."""
    names = ["../../x", "a/b", "C:\\x", "prompt:a", "flags", "é 🐈", "<b>", "%s", "__proto__"]
    draft = edited(whole, opened(whole), *(Edit(f"prompt:{name}", {"value": name}) for name in names))
    saved(whole, draft)
    assert list(whole.service.read("cats").collection.prompts) == names
    assert {path.name for path in whole.path("cats").parent.iterdir()} == {"prompts.json"}
