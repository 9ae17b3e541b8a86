"""Collections as documents that people edit: one entry a prompt, one a composition, one for the flags of the scene."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from ...core.contracts.editing import Stored
from ...core.contracts.prompts import PromptCollection, PromptDocument, thawed
from ...core.draft_values import Edit
from ...core.errors import Invalid
from ...core.events.base import Event
from ...core.events.drafts import DraftClosed
from .checking import check_name, check_parts, check_prompt
from .decoding import misread
from .decoding_entries import prompt_of
from .encoding import encoded_prompt
from .odd_numbers import odd_numbers, without_odd_numbers
from .renames import Renames
from .service import PromptService

KIND: Final = "prompts"
PROMPT: Final = "prompt:"
COMPOSITION: Final = "composition:"
FLAGS: Final = "flags"

Entries = Mapping[str, Any]


class PromptDocuments:
    """Implements `Documents` over the service, which is found when it is needed first. Safe on any thread."""

    def __init__(self, service: Callable[[], PromptService]) -> None:
        self._service = service
        self._renames = Renames()

    @property
    def kind(self) -> str:
        """See `Documents`."""
        return KIND

    def read(self, name: str) -> Stored:
        """See `Documents`."""
        document = self._service().read(name)
        entries, odd = entries_of(document.collection), odd_numbers(document.collection)
        return Stored(
            entries=without_odd_numbers(entries) if odd else entries,
            revision=document.revision,
            read_only=document.read_only or bool(odd),
            problems=(*document.problems, *odd),
            before=_before(document) if document.migrated and document.revision is not None else None,
        )

    def signature(self, name: str) -> str:
        """See `Documents`."""
        return self._service().signature(name)

    def write(self, name: str, entries: Entries, seen: str | None) -> str:
        """See `Documents`. What a draft does not hold (the backup of version 1, what was unread) stays."""
        document = self._service().save(name, collection_of(entries), seen, self._renames.of(name))
        self._renames.forget(name)
        return document.revision or ""

    def checked(self, name: str, edits: Sequence[Edit], entries: Entries) -> tuple[Edit, ...]:
        """See `Documents`. A renamed prompt has its new name in all compositions: those edits come last."""
        made = _all_checked(edits, entries)
        renamed = [_names_of(edit) for edit in made if _is_rename(edit)]
        for old_name, new_name in renamed:
            self._renames.add(name, old_name, new_name)
        return (*made, *_following(made, entries)) if renamed else made

    def see(self, event: Event) -> None:
        """Forget the renames of a draft that was not saved: listens to the dispatcher."""
        if isinstance(event, DraftClosed) and event.draft.kind == KIND:
            self._renames.forget(event.draft.name)


def entries_of(collection: PromptCollection) -> dict[str, Any]:
    """The entries of a draft: prompts in their order, compositions, flags."""
    made: dict[str, Any] = {f"{PROMPT}{name}": encoded_prompt(one) for name, one in collection.prompts.items()}
    made.update({f"{COMPOSITION}{name}": list(parts) for name, parts in collection.compositions.items()})
    if collection.scene_flags is not None:
        made[FLAGS] = thawed(collection.scene_flags)
    return made


def collection_of(entries: Entries) -> PromptCollection:
    """The collection that the entries of a draft make up."""
    flags = entries.get(FLAGS)
    return PromptCollection(
        prompts={name: prompt_of(value) for name, value in _named(entries, PROMPT)},
        compositions={name: tuple(value) for name, value in _named(entries, COMPOSITION)},
        scene_flags=flags,
    )


def _named(entries: Entries, prefix: str) -> Iterator[tuple[str, Any]]:
    return ((key[len(prefix) :], value) for key, value in entries.items() if key.startswith(prefix))


def _before(document: PromptDocument) -> dict[str, Any]:
    """The texts of a version 1 file, by the keys of the prompts that they become."""
    was = document.collection.v1_backup or {}
    return {f"{PROMPT}{name}": was[name] for name in document.collection.prompts if name in was}


def _all_checked(edits: Sequence[Edit], entries: Entries) -> tuple[Edit, ...]:
    """Each edit as it follows from the entries that those before it have left (None: taken away)."""
    left: dict[str, Any] = {}
    made: list[Edit] = []
    for edit in edits:
        one = _checked(edit, ChainMap(left, cast("dict[str, Any]", entries)))
        if one.instead_of is not None:
            left[one.instead_of] = None
        left[one.key] = None if one.removed else one.value
        made.append(one)
    return tuple(made)


def _checked(edit: Edit, entries: Entries) -> Edit:
    if edit.instead_of is not None and _prefix(edit.instead_of) != _prefix(edit.key):
        raise _no_key(edit.instead_of, "instead_of")
    prefix = _prefix(edit.key)
    if edit.removed:
        return edit
    if prefix == FLAGS:
        return Edit(FLAGS, _flags(edit.value))
    if edit.key not in entries:
        check_name(edit.key[len(prefix) :], "key")
    if prefix == COMPOSITION:
        return Edit(edit.key, list(check_parts(edit.value, "value")), instead_of=edit.instead_of)
    known = entries.get(edit.key if edit.instead_of is None else edit.instead_of)
    return Edit(edit.key, _prompt(edit.value, known), instead_of=edit.instead_of)


def _prefix(key: str) -> str:
    for prefix in (PROMPT, COMPOSITION):
        if key.startswith(prefix):
            return prefix
    if key == FLAGS:
        return FLAGS
    raise _no_key(key, "key")


def _prompt(value: Any, known: Any) -> dict[str, Any]:
    """The entry as the file will have it; unknown fields that the writer left out stay, as in a save."""
    if not isinstance(value, Mapping):
        raise Invalid("A prompt is an object with a value.", field="value", faults=("value: no object",))
    prompt = check_prompt(prompt_of(value))
    before = prompt_of(known) if isinstance(known, Mapping) else None
    for field in sorted(misread(prompt)):
        if before is None or before.unknown.get(field) != prompt.unknown[field]:
            raise Invalid(
                f"The {field} of a prompt cannot be that.",
                hint="Texts are text, tags a list of texts, processing_type is raw or libber.",
                field=field,
                faults=(f"{field}: of the wrong type",),
            )
    kept = {} if before is None else {key: before.unknown[key] for key in before.unknown if key not in misread(before)}
    return encoded_prompt(prompt_of({**thawed(kept), **encoded_prompt(prompt)}))


def _flags(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid("The flags are an object.", field="value", faults=("value: no object",))
    return dict(value)


def _is_rename(edit: Edit) -> bool:
    return edit.instead_of is not None and edit.instead_of != edit.key and edit.key.startswith(PROMPT)


def _names_of(edit: Edit) -> tuple[str, str]:
    """The old and the new name of a renamed prompt."""
    return (edit.instead_of or "")[len(PROMPT) :], edit.key[len(PROMPT) :]


def _following(edits: Sequence[Edit], entries: Entries) -> Iterator[Edit]:
    """The compositions that hold a renamed prompt, with its new name; one that is edited itself later is as edited."""
    later: dict[str, str] = {}  # what becomes of a name after the edit that is looked at
    edited: set[str] = set()
    for edit in reversed(edits):
        if _is_rename(edit):
            old_name, new_name = _names_of(edit)
            later[old_name] = later.get(new_name, new_name)
        elif edit.key.startswith(COMPOSITION):
            if edit.key not in edited and not edit.removed:
                yield from _with_names(edit.key, edit.value, later)
            edited.update((edit.key, edit.instead_of or edit.key))
    for key in entries:
        if key.startswith(COMPOSITION) and key not in edited:
            yield from _with_names(key, entries[key], later)


def _with_names(key: str, names: Sequence[str], later: Mapping[str, str]) -> Iterator[Edit]:
    """The edit that gives a composition its new names; none where it holds no other ones."""
    made = [later.get(name, name) for name in names]
    if made != list(names):
        yield Edit(key, made)


def _no_key(key: object, field: str) -> Invalid:
    return Invalid(
        f"{repr(key)[:80]} is no entry of a collection.",
        hint='Use "prompt:<name>", "composition:<name>" or "flags".',
        field=field,
        faults=(f"{field}: no entry",),
    )
