"""What large drafts cost those who only see them: they are read once for each change, and held in memory once."""

import pytest

from penstock.core.draft_files import DraftFiles, Listing
from penstock.core.draft_steps import DraftState, begun
from penstock.core.draft_text import decode_state, encode_state
from penstock.core.draft_values import Change, Edit

from .conftest import EditingProcess


def test_a_draft_is_read_again_only_where_it_was_changed(
    here: EditingProcess, there: EditingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uses by another process are seen, and cost nothing, though its content is not in memory."""
    monkeypatch.setattr("penstock.core.draft_shelf._MOST_IN_MEMORY", 0)
    draft = here.editing.open("one").draft
    there.editing.open("one")
    reads: list[str] = []
    load = DraftFiles.load

    def count(files: DraftFiles, draft_id: str, listing: Listing, known: DraftState | None) -> DraftState:
        reads.append(draft_id)
        return load(files, draft_id, listing, known)

    monkeypatch.setattr(DraftFiles, "load", count)
    for _ in range(3):
        here.editing.get("one", draft.id)
        assert [note.revision for note in there.editing.list()] == [1]
    assert reads == []
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    for _ in range(2):
        assert [(note.revision, note.dirty) for note in there.editing.list()] == [(2, True)]
    assert len(reads) == 1


def test_what_was_not_changed_is_in_memory_once() -> None:
    """Also after it was read from the disk."""
    texts = {key: f'"{key * 100}"' for key in "abc"}
    state = begun("papers", "one", "r", texts).edited([Change("a", '"new"')])
    read = decode_state(encode_state(state))
    assert read == state
    assert read.size == state.size
    assert all(read.opened[key] is read.entries[key].text for key in "bc")
