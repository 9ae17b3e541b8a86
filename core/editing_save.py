"""Saving a draft: merged with its file, written, and from then on standing on what was written.

What is about to be written is remembered first. Where the process ends, or the disk refuses, between the file and the
draft, the next save knows which of the file's entries are the draft's own and takes nobody's for a conflict.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from .contracts.editing import Documents, SavedDraft, Stored
from .draft_content import values_of
from .draft_held import HeldDraft
from .draft_merge import Decisions, Merged, Sides, Texts, alike, difference, merged, same, spelt_as
from .draft_steps import DraftState
from .draft_text import Attempt
from .draft_values import Change, Draft, texts_of
from .errors import Busy, Conflict, PenstockError, ReadOnly
from .values import frozen

_TRIES: Final = 5
_MOST_ATTEMPTS: Final = 20


@frozen
class Wanted:
    """What a save asks for beside the draft, see `Editing.save`."""

    take: Decisions
    shown: str | None = None
    anew: bool = False

    def decisions(self, stored: Stored) -> Decisions:
        """Those that were made about the file as it is now."""
        return self.take if self.shown in (None, stored.revision) else {}


def save(documents: Documents, name: str, held: HeldDraft, wanted: Wanted) -> SavedDraft:
    """See `Editing.save`; the revision is checked already."""
    for _ in range(_TRIES):
        stored = documents.read(name)
        _check_writable(name, stored, held.state, wanted)
        theirs = texts_of(stored.entries)
        made = target(held.state, stored, held.attempts(), wanted.decisions(stored))
        _check_decided(made, theirs, held.state, stored)
        after = _after(held.state, made, stored.revision)
        if stored.revision is not None and stored.before is None and alike(theirs, made.texts):
            return SavedDraft(draft=_kept(held, after, theirs), merged=made.taken)
        _remember(held, stored, made)
        try:
            revision = documents.write(name, values_of(made.texts), stored.revision)
        except Conflict:
            if documents.read(name).revision == stored.revision:
                raise
            continue
        written = _as_written(documents, name, revision, made.texts)
        return SavedDraft(draft=_kept(held, evolve(after, base=revision), written), merged=made.taken)
    raise Busy("Another program keeps writing the file.", hint="Nothing was changed; try again.")


def follow(held: HeldDraft, stored: Stored) -> None:
    """Bring a draft without changes to what its file holds by now, and one that was saved and not noted to its file."""
    state = held.state
    if stored.revision in (None, state.base):
        return
    try:
        theirs, attempts = texts_of(stored.entries), held.attempts()
        if not state.dirty:
            texts = target(state, stored, attempts, {}).texts
            held.replace(state.rebased(stored.revision, spelt_as(theirs, texts), texts))
        elif attempts and _is_all_own(state, theirs, attempts):
            held.replace(state.rebased(stored.revision, spelt_as(theirs, state.texts())))
    except PenstockError:  # the file holds what no draft can: it is told where the draft is saved
        return


def target(state: DraftState, stored: Stored, attempts: Sequence[Attempt], take: Decisions) -> Merged:
    """What a save would make of the draft and its file."""
    mine = state.texts()
    if stored.revision in (None, state.base):
        return Merged(texts=mine)
    theirs = texts_of(stored.entries)
    return merged(Sides(opened=state.opened, theirs=theirs, mine=mine, attempts=attempts), take)


def _check_writable(name: str, stored: Stored, state: DraftState, wanted: Wanted) -> None:
    if stored.read_only:
        raise ReadOnly(f"{name!r} can only be read.", hint="; ".join(stored.problems), field="name")
    if stored.revision is None and state.base is not None and not wanted.anew:
        raise Conflict(
            f"{name!r} is gone: it was deleted or renamed elsewhere.",
            hint="Bring it back from the trash, or save it as a new one.",
            field="anew",
            details={"gone": True, "file_revision": None},
        )


def _is_all_own(state: DraftState, theirs: Texts, attempts: Sequence[Attempt]) -> bool:
    sides = Sides(opened=state.opened, theirs=theirs, mine={}, attempts=attempts)
    return all(sides.is_own(key) for key in {*theirs, *state.opened})


def _check_decided(made: Merged, theirs: Texts, state: DraftState, stored: Stored) -> None:
    if not made.conflicts:
        return
    sent = state.texts()
    raise Conflict(
        "Somebody else has saved this meanwhile.",
        hint="Decide for each entry which version to keep, then save again.",
        field=made.conflicts[0],
        details={
            "current": {**dict.fromkeys(made.conflicts), **_values(theirs, made.conflicts)},
            "sent": {**dict.fromkeys(made.conflicts), **_values(sent, made.conflicts)},
            "file_revision": stored.revision,
        },
    )


def _values(texts: Texts, keys: Sequence[str]) -> dict[str, object]:
    return values_of({key: texts[key] for key in keys if key in texts})


def _after(state: DraftState, made: Merged, base: str | None) -> DraftState:
    """The draft on the merged document. What was decided against it is a step that can be undone. `TooLarge`."""
    changes = [Change(key, made.texts.get(key)) for key in made.decided]
    return state.edited(changes).rebased(base, made.texts, made.texts)


def _kept(held: HeldDraft, after: DraftState, written: Texts) -> Draft:
    """Store the draft as it is after the save; nothing where it was so before."""
    before, spelt = held.state, spelt_as(written, after.opened)
    if spelt != dict(after.opened):  # an order that only the file has is none that anybody has chosen
        after = after.rebased(after.base, spelt, spelt)
    if before.base == after.base and before.texts() == after.texts() and not before.dirty:
        return held.used()
    return held.replace(after)


def _remember(held: HeldDraft, stored: Stored, made: Merged) -> None:
    """What differs from the beginning and is not what others have made of it."""
    others = {*made.taken, *made.decided}
    changed = difference(held.state.opened, made.texts)
    attempt = {key: text for key, text in changed.items() if key not in others}
    earlier = () if stored.revision == held.state.base else _still_there(held.attempts(), texts_of(stored.entries))
    held.keep_attempts([*(one for one in earlier if one != attempt), attempt][-_MOST_ATTEMPTS:])


def _still_there(attempts: Sequence[Attempt], theirs: Texts) -> Iterator[Attempt]:
    """What of them the file holds; of the rest the draft has seen the end, and who writes it again is somebody else."""
    for attempt in attempts:
        if kept := {key: text for key, text in attempt.items() if same(theirs.get(key), text)}:
            yield kept


def _as_written(documents: Documents, name: str, revision: str, sent: Texts) -> Texts:
    """The entries as the file has them now: a document may have another spelling of what it was given."""
    try:
        stored = documents.read(name)
        return texts_of(stored.entries) if stored.revision == revision else sent
    except PenstockError:  # it is written; that it cannot be read again just now is told where it is read next
        return sent
