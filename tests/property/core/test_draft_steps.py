"""Steps of a draft: whatever they do, renames included, undo and redo give back exactly what was."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.draft_merge import Merged, Sides, merged
from penstock.core.draft_steps import DraftState, begun
from penstock.core.draft_text import StepFile, decode_state, decode_step, encode_state, encode_step
from penstock.core.draft_values import Change
from penstock.core.errors import Conflict

KEYS = st.sampled_from("abcdef")
TEXTS = st.sampled_from(["1", "2", "3"])
CHANGES = st.one_of(
    st.builds(Change, KEYS, TEXTS),
    st.builds(Change, KEYS, st.none()),
    st.builds(Change, KEYS, TEXTS, KEYS),
)
DOCUMENTS = st.dictionaries(KEYS, TEXTS)


def expected(content: list[tuple[str, str]], change: Change) -> list[tuple[str, str]] | None:
    """The slow and obvious way; None where it is refused."""
    keys = [key for key, _ in content]
    old = change.instead_of if change.instead_of is not None else change.key
    if change.instead_of not in (None, change.key) and (old not in keys or change.key in keys):
        return None
    if change.text is None:
        return [(key, text) for key, text in content if key != change.key]
    if old in keys:
        return [(change.key, change.text) if key == old else (key, text) for key, text in content]
    return [*content, (change.key, change.text)]


def pairs(state: DraftState) -> list[tuple[str, str]]:
    return list(state.texts().items())


@given(DOCUMENTS, st.lists(st.lists(CHANGES, max_size=6), max_size=6))
def test_steps_do_what_they_say_and_are_taken_back(opened: Mapping[str, str], steps: list[list[Change]]) -> None:
    """Against lists; a step is all or nothing; what is stored is read as it was."""
    state = begun("papers", "one", None, opened)
    seen = [pairs(state)]
    for changes in steps:
        wanted: list[tuple[str, str]] | None = seen[-1]
        for change in changes:
            wanted = None if wanted is None else expected(wanted, change)
        try:
            assert decode_step(encode_step(StepFile("edit", tuple(changes)))).changes == tuple(changes)
            after = state.edited(changes)
        except Conflict:
            assert wanted is None
            continue
        assert pairs(after) == wanted
        if after is not state:
            seen.append(pairs(after))
        state = after
    state = decode_state(encode_state(state))
    for content in reversed(seen[:-1]):
        state = state.undo()
        assert pairs(state) == content
    assert not state.dirty
    for content in seen[1:]:
        state = state.redo()
        assert pairs(state) == content


@given(DOCUMENTS, st.lists(st.lists(CHANGES, max_size=3), max_size=5), DOCUMENTS)
def test_any_history_survives_any_merge(
    opened: Mapping[str, str], steps: list[list[Change]], saved: Mapping[str, str]
) -> None:
    """The draft goes on from whatever was saved; undo and redo never fail, nor change what they have no step for."""
    state = begun("papers", "one", None, opened)
    for changes in steps:
        try:
            state = state.edited(changes)
        except Conflict:
            continue
    for _ in range(len(state.done) // 2):
        state = state.undo()
    before = state.texts()
    state = state.rebased("saved", saved, saved)
    foreign = {key for key in {*before, *saved} if before.get(key) != saved.get(key)}
    assert (state.texts(), list(state.texts()), state.dirty) == (saved, list(saved), False)
    for walk in (DraftState.undo, DraftState.redo):
        for _ in range(10):
            try:
                state = walk(state)
            except Conflict:
                break
            assert all(state.texts().get(key) == saved.get(key) for key in foreign)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS, st.dictionaries(KEYS, st.sampled_from(["mine", "theirs"])))
def test_a_merge_loses_nothing_of_either_side(
    opened: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str], take: Mapping[str, str]
) -> None:
    """Each entry is that of the side which changed it; where both did it is as decided, or a conflict."""
    made = merged(Sides(opened=opened, theirs=theirs, mine=mine), take)
    for key in {*opened, *theirs, *mine}:
        was, other, own = opened.get(key), theirs.get(key), mine.get(key)
        if was == other or own == other:
            assert made.texts.get(key) == own
        elif was == own:
            assert made.texts.get(key) == other
            assert key in made.taken
        else:
            assert (key in made.conflicts) == (key not in take)
            assert made.texts.get(key) == (other if take.get(key) == "theirs" else own)
    assert set(made.texts) <= {*theirs, *mine}


@given(DOCUMENTS, DOCUMENTS)
def test_one_side_alone_is_what_comes_out(opened: Mapping[str, str], changed: Mapping[str, str]) -> None:
    """With its order, whichever side it is."""
    only_mine = merged(Sides(opened=opened, theirs=opened, mine=changed))
    only_theirs = merged(Sides(opened=opened, theirs=changed, mine=opened))
    assert only_theirs.texts == changed
    assert list(only_theirs.texts) == list(changed)
    assert only_mine == Merged(texts=changed)
