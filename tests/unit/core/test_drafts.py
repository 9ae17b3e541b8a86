"""Drafts: joining, edits, conflicts, the history, restarts."""

from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import Conflict, Invalid, NotFound
from penstock.core.files import Files

CONTENT = {"a": "one", "b": {"value": "two", "tags": ["x"]}, "c": None}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()


@pytest.fixture
def drafts(tmp_path: Path, clock: FakeClock, ids: CountingIds) -> Drafts:
    return Drafts(tmp_path / "drafts", Files(), clock, ids)


@pytest.fixture
def again(tmp_path: Path, clock: FakeClock, ids: CountingIds) -> Drafts:
    """Another process on the same folder, or the same one after a restart."""
    return Drafts(tmp_path / "drafts", Files(), clock, ids)


def test_a_new_draft_holds_what_it_was_opened_with(drafts: Drafts) -> None:
    """Entries in their order, at revision 1, not dirty, for the full time."""
    draft = drafts.open("prompts", "a scene: é/..\n", CONTENT, "rev-7")
    assert draft.content() == CONTENT
    assert list(draft.entries) == list(CONTENT)
    assert (draft.kind, draft.name, draft.base, draft.revision) == ("prompts", "a scene: é/..\n", "rev-7", 1)
    assert not draft.dirty
    assert not draft.can_undo
    assert draft.expires_in == 1800


def test_a_second_tab_joins_the_open_draft(drafts: Drafts) -> None:
    """One document, one draft, whatever the second brings; another kind or name is another document."""
    first = drafts.open("prompts", "one", CONTENT, "r1")
    drafts.edit(first.id, [Edit("a", "changed")])
    second = drafts.open("prompts", "one", {"z": 1}, "r2")
    assert (second.id, second.base, second.content()["a"]) == (first.id, "r1", "changed")
    assert len({first.id, drafts.open("libbers", "one", {}, None).id, drafts.open("prompts", "two", {}, None).id}) == 3


def test_edits_replace_add_and_remove_as_one_step(drafts: Drafts) -> None:
    """All edits of a call are one revision; only what they touch gets it."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    draft = drafts.edit(draft.id, [Edit("b", [1, 2.5, True]), Edit("d", "new"), Edit("a", removed=True)])
    assert draft.content() == {"b": [1, 2.5, True], "c": None, "d": "new"}
    assert {key: entry.revision for key, entry in draft.entries.items()} == {"b": 2, "c": 1, "d": 2}
    assert draft.revision == 2
    assert draft.dirty


def test_what_changes_nothing_is_no_step(drafts: Drafts) -> None:
    """The same value, the removal of what is not there, no edits, there and back: revision and history stay."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    edits = [Edit("a", "one"), Edit("z", removed=True), Edit("c", removed=True), Edit("c", None)]
    for some in (edits, []):
        same = drafts.edit(draft.id, some)
        assert (same.revision, same.can_undo, same.entries) == (1, False, draft.entries)


def test_an_entry_that_was_put_in_again_stands_last(drafts: Drafts) -> None:
    """Order is content: a draft whose order changed is dirty, and undo gives each its place again."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    moved = drafts.edit(draft.id, [Edit("a", removed=True), Edit("a", "one")])
    assert list(moved.entries) == ["b", "c", "a"]
    assert moved.dirty
    back = drafts.undo(draft.id)
    assert list(back.entries) == ["a", "b", "c"]
    assert not back.dirty


def test_a_stale_edit_changes_nothing_and_shows_both_sides(drafts: Drafts) -> None:
    """Each tab names what it saw: the later one gets the entry as it is and the one it sent."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    drafts.edit(draft.id, [Edit("a", "theirs")], {"a": 1})
    with pytest.raises(Conflict) as caught:
        drafts.edit(draft.id, [Edit("a", "mine"), Edit("b", "mine too")], {"a": 1, "b": 1})
    assert caught.value.details == {
        "current": {"a": {"value": "theirs", "revision": 2}},
        "sent": {"a": {"value": "mine", "removed": False, "revision": 1}},
    }
    assert drafts.get(draft.id).content() == {**CONTENT, "a": "theirs"}


def test_what_is_gone_or_came_conflicts_too(drafts: Drafts) -> None:
    """An entry that was removed has no current one; revision 0 says that there was none."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    drafts.edit(draft.id, [Edit("a", removed=True), Edit("n", 1)], {"a": 1, "n": 0})
    with pytest.raises(Conflict) as gone:
        drafts.edit(draft.id, [Edit("a", removed=True)], {"a": 1})
    assert gone.value.details["current"] == {"a": None}
    assert gone.value.details["sent"] == {"a": {"value": None, "removed": True, "revision": 1}}
    with pytest.raises(Conflict):
        drafts.edit(draft.id, [Edit("n", 2)], {"n": 0})
    assert drafts.edit(draft.id, [Edit("c", 1)], {"c": 1, "zz": 0}).revision == 3


def test_undo_and_redo_walk_the_history_of_all_tabs(drafts: Drafts) -> None:
    """Undo gives exactly what was, under a new revision; a new edit ends redo."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    drafts.edit(draft.id, [Edit("a", "1")])
    drafts.edit(draft.id, [Edit("b", removed=True), Edit("d", "2")])
    once = drafts.undo(draft.id)
    assert once.content() == {**CONTENT, "a": "1"}
    assert list(once.entries) == ["a", "b", "c"]
    assert (once.revision, once.can_redo, once.entries["b"].revision, once.entries["a"].revision) == (4, True, 4, 2)
    assert not drafts.undo(draft.id).dirty
    assert drafts.redo(draft.id).content()["a"] == "1"
    assert list(drafts.redo(draft.id).entries) == ["a", "c", "d"]
    drafts.undo(draft.id)
    drafts.edit(draft.id, [Edit("e", 1)])
    with pytest.raises(Conflict, match="nothing to redo"):
        drafts.redo(draft.id)


def test_undo_without_a_step_is_a_conflict(drafts: Drafts) -> None:
    """There is nothing before what it was opened with."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    with pytest.raises(Conflict, match="nothing to undo"):
        drafts.undo(draft.id)


def test_the_last_200_steps_can_be_undone(drafts: Drafts, again: Drafts) -> None:
    """Also after a restart, and no more than that."""
    draft = drafts.open("prompts", "one", {"n": 0}, None)
    for number in range(1, 206):
        drafts.edit(draft.id, [Edit("n", number)])
    for _ in range(200):
        draft = again.undo(draft.id)
    assert (draft.content(), draft.can_undo) == ({"n": 5}, False)


def test_a_restart_keeps_drafts_and_their_history(drafts: Drafts, again: Drafts) -> None:
    """Entries, revisions, base, what it was opened with, what can be undone and redone."""
    draft = drafts.open("prompts", "one", CONTENT, "r")
    drafts.edit(draft.id, [Edit("a", "\ud800 é \U0001f600"), Edit("\ud83d\ude00", 1)])
    drafts.edit(draft.id, [Edit("b", removed=True)])
    before = drafts.undo(draft.id)
    assert again.get(draft.id) == before
    assert again.redo(draft.id).content() == {"a": "\ud800 é \U0001f600", "c": None, "\U0001f600": 1}


def test_two_processes_edit_one_draft(drafts: Drafts, again: Drafts) -> None:
    """Each sees at once what the other did, and a stale write of either is found."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    assert again.open("prompts", "one", {}, None).id == draft.id
    for number in range(120):
        (drafts, again)[number % 2].edit(draft.id, [Edit("a", number)], {"a": number + 1})
    with pytest.raises(Conflict):
        drafts.edit(draft.id, [Edit("a", "x")], {"a": 120})
    assert drafts.get(draft.id).entries == again.get(draft.id).entries
    again.close(draft.id)
    with pytest.raises(NotFound):
        drafts.get(draft.id)


def test_a_joined_draft_is_the_newest(drafts: Drafts, again: Drafts) -> None:
    """Who opens a document, lists drafts or tidies sees what another process has just done, too."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    again.edit(draft.id, [Edit("a", "theirs")])
    assert drafts.open("prompts", "one", {}, None).content()["a"] == "theirs"
    again.edit(draft.id, [Edit("a", "theirs too")])
    assert drafts.list("prompts")[0].revision == 3
    assert drafts.get(draft.id).content()["a"] == "theirs too"
    again.undo(draft.id)
    again.undo(draft.id)
    assert (drafts.sweep(), drafts.list("prompts")[0].dirty) == (1, False)


def test_a_closed_draft_is_gone(drafts: Drafts, tmp_path: Path) -> None:
    """The document can be opened anew, and nothing lies about."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    drafts.close(draft.id)
    for call in (drafts.get, drafts.close, drafts.undo):
        with pytest.raises(NotFound):
            call(draft.id)
    assert {path.name for path in (tmp_path / "drafts").iterdir()} == {".lock", ".turns"}
    assert drafts.open("prompts", "one", {}, None).content() == {}


def test_closing_what_was_saved_does_not_lose_a_later_edit(drafts: Drafts) -> None:
    """A close that names the revision that was saved is refused when another tab went on."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    drafts.edit(draft.id, [Edit("a", "later")])
    with pytest.raises(Conflict):
        drafts.close(draft.id, draft.revision)
    assert drafts.get(draft.id).content()["a"] == "later"


def test_what_is_handed_out_is_nobody_elses(drafts: Drafts) -> None:
    """Changing a value that was read or given changes no draft."""
    given = {"a": {"tags": ["x"]}}
    draft = drafts.open("prompts", "one", given, None)
    given["a"]["tags"].append("y")
    draft.content()["a"]["tags"].append("z")
    assert drafts.get(draft.id).content() == {"a": {"tags": ["x"]}}


@pytest.mark.parametrize("draft_id", ["", "nope", "../x", ".lock", ".damaged", "ID" + "0" * 23 + "1", "a\0b"])
def test_an_unknown_draft_is_not_found(drafts: Drafts, draft_id: str) -> None:
    """An id never becomes a path."""
    drafts.open("prompts", "one", CONTENT, None)
    with pytest.raises(NotFound):
        drafts.edit(draft_id, [Edit("a", 1)])


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        {1: 2},
        {"a": {None: 1}},
        b"x",
        {1, 2},
        object(),
        pytest.param(10**5000, id="huge"),
        [[[float("-inf")]]],
    ],
)
def test_what_is_no_json_is_refused(drafts: Drafts, value: object) -> None:
    """Nothing is changed by it, not even by the good edits beside it."""
    draft = drafts.open("prompts", "one", CONTENT, None)
    with pytest.raises(Invalid):
        drafts.edit(draft.id, [Edit("b", 1), Edit("a", value)])
    with pytest.raises(Invalid):
        drafts.open("prompts", "two", {"a": value}, None)
    assert drafts.get(draft.id).entries == draft.entries


def test_deep_nesting_is_refused(drafts: Drafts) -> None:
    """100 levels are enough for anybody; 100,000 end in no traceback."""
    value: object = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Invalid, match="nested"):
        drafts.open("prompts", "one", {"a": value}, None)
