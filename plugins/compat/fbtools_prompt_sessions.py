"""The prompt sessions of fbTools: collections that a script puts together and that are saved nowhere.

There they lived in memory, under an id that could be guessed or taken from somebody else. Here they are drafts of a
kind of their own: they survive a restart, have random ids, and go after 30 minutes without use.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from ...core.contracts.prompts import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_PROMPTS,
    VERSION,
    Prompts,
)
from ...core.draft_values import Draft, Edit
from ...core.drafts import MAX_NAME, Drafts
from ...core.errors import Conflict, Invalid, NotFound, PenstockError, TooLarge
from ...core.ids import Ids
from ...core.routes import RouteCall

KIND: Final = "fbtools_prompts"
_PROMPT: Final = "prompt:"
_COMPOSITION: Final = "composition:"
_FIELD: Final = "field:"
_NOT_IN_NAMES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class PromptSessions:
    """The sessions of a host. Blocks; safe on any thread."""

    def __init__(self, call: RouteCall[Any]) -> None:
        self._drafts = call.services.get(Drafts)
        self._ids = call.services.get(Ids)
        self._prompts: Prompts = call.services.get(Prompts)

    def create(self, session: str | None, given: Mapping[str, Any] | None) -> Draft:
        """A new session; where there is one of this id it is that, and `Conflict` where it does not hold `given`."""
        content = entries_of(self.parsed(json.dumps(given), "legacy_data")) if given else {}
        made = self._made(session, content)
        if given and made.content() != content:
            hint = "Go on with it without legacy_data, or create one without a session_id."
            raise Conflict("There is a session of this id already.", hint=hint, field="session_id")
        return made

    def _made(self, session: str | None, content: Mapping[str, Any]) -> Draft:
        if session is None:
            return self._drafts.open(KIND, self._ids.new(), content, None)
        if not 0 < len(session) <= MAX_NAME:
            raise Invalid(f"The id of a session has 1 to {MAX_NAME} characters.", field="session_id")
        known = self._find(session)
        return self._drafts.get(known) if known is not None else self._drafts.open(KIND, session, content, None)

    def get(self, session: str) -> Draft:
        """A session, by the id that was answered or the one that was asked for; `NotFound`."""
        known = self._find(session)
        if known is None:
            hint = "Nobody used it for 30 minutes: create another one."
            raise NotFound(f"There is no session {session[:80]!r}.", hint=hint, field="session_id")
        return self._drafts.get(known)

    def put(self, draft: Draft, name: str, changes: Mapping[str, Any]) -> Draft:
        """Add or change a prompt: fields that are None stay, empty ones go. `Invalid`, `TooLarge`, `Conflict`."""
        key = _PROMPT + checked_name(name)
        before = draft.entries.get(key)
        if before is None and sum(one.startswith(_PROMPT) for one in draft.entries) >= MOST_PROMPTS:
            raise TooLarge(f"A collection has at most {MOST_PROMPTS:,} prompts.", field="prompt_name")
        told = {field: value for field, value in changes.items() if value is not None}
        emptied = {field for field, value in told.items() if not value and field != "value"}
        merged = {"value": "", "processing_type": "raw", **(before.value if before else {}), **told}
        kept = {field: value for field, value in merged.items() if field not in emptied}
        return self._drafts.edit(draft.id, [Edit(key, kept)], {key: before.revision if before else 0})

    def remove(self, draft: Draft, name: str) -> tuple[bool, Draft]:
        """Whether there was such a prompt, and the session without it."""
        key = _PROMPT + name
        if key not in draft.entries:
            return False, draft
        return True, self._drafts.edit(draft.id, [Edit(key, removed=True)])

    def parsed(self, text: str, field: str) -> dict[str, Any]:
        """The object of the collection that JSON text holds, version 1 or 2; `Invalid` and `TooLarge` for `field`."""
        try:
            made: dict[str, Any] = json.loads(self._prompts.text_of(self._prompts.parse(text).collection))
        except PenstockError as error:
            error.field = field
            raise
        return made

    def _find(self, session: str) -> str | None:
        notes = self._drafts.list(KIND)
        by_id = (note.id for note in notes if note.id == session)
        return next(by_id, next((note.id for note in notes if note.name == session), None))


def entries_of(collection: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a draft that hold a collection."""
    rest = {name: value for name, value in collection.items() if name not in ("prompts", "compositions")}
    return {
        **{_FIELD + name: value for name, value in rest.items()},
        **{_PROMPT + name: value for name, value in collection["prompts"].items()},
        **{_COMPOSITION + name: value for name, value in collection["compositions"].items()},
    }


def collection_of(draft: Draft) -> dict[str, Any]:
    """The object that a prompts.json would hold."""
    content = draft.content()
    return {
        "version": VERSION,
        **_part(content, _FIELD),
        "prompts": _part(content, _PROMPT),
        "compositions": _part(content, _COMPOSITION),
    }


def names_in(collection: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of its prompts, sorted."""
    return tuple(sorted(collection["prompts"]))


def _part(content: Mapping[str, Any], start: str) -> dict[str, Any]:
    return {key.removeprefix(start): value for key, value in content.items() if key.startswith(start)}


def checked_name(name: str) -> str:
    """`name` if a prompt can be called so; `Invalid`."""
    if 0 < len(name) <= LONGEST_NAME and _NOT_IN_NAMES.isdisjoint(map(unicodedata.category, name)):
        return name
    hint = f"Use 1 to {LONGEST_NAME} characters, no line breaks and no control characters."
    raise Invalid(f"{name[:80]!r} cannot be the name of a prompt.", hint=hint, field="prompt_name")


def check_text(text: str | None, field: str, longest: int = LONGEST_VALUE) -> None:
    """Raise `TooLarge` for a text that no prompt can have."""
    if text is not None and len(text) > longest:
        raise TooLarge(f"{field} has {len(text):,} characters, {longest:,} are allowed.", field=field)
