"""Drafts as bytes: one line that names format and checksum, then JSON. What is damaged is found out, never believed."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .draft_steps import DraftState, Move, Step
from .draft_values import Change, Entry
from .values import frozen

FORMAT: Final = 1
_HEAD: Final = re.compile(rb"penstock-draft ([0-9]{1,6}) ([0-9a-f]{32})\n")


class DamagedDraft(Exception):
    """Raised for bytes that are not what was written."""


class NewerDraft(Exception):
    """Raised for the draft of a newer Penstock, which is left alone."""


@frozen
class StepFile:
    """What was asked for at a step: `undo`, `redo`, or else the changes."""

    action: str
    changes: tuple[Change, ...] = ()

    def applied(self, state: DraftState) -> DraftState:
        """`state` after it."""
        if self.action == "undo":
            return state.undo()
        return state.redo() if self.action == "redo" else state.edited(self.changes)


Attempt = Mapping[str, str | None]
"""What one attempt to save may have put into the document's file, by key; None where it took the entry away."""


def encode_attempts(attempts: Sequence[Attempt]) -> bytes:
    """Attempts to save as bytes."""
    return _sealed({"attempts": [dict(attempt) for attempt in attempts]})


def decode_attempts(data: bytes) -> tuple[Attempt, ...]:
    """The attempts that `data` is. Raises `DamagedDraft`, `NewerDraft`."""
    content = _opened(data)
    try:
        return tuple(dict(attempt) for attempt in content["attempts"])
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedDraft("attempts to save have another shape") from error


def encode_step(step: StepFile) -> bytes:
    """A step as bytes."""
    return _sealed({"do": step.action, "changes": [_change(one) for one in step.changes]})


def _change(change: Change) -> list[str | None]:
    kept = [change.key, change.text]
    return kept if change.instead_of is None else [*kept, change.instead_of]


def decode_step(data: bytes) -> StepFile:
    """The step that `data` is. Raises `DamagedDraft`, `NewerDraft`."""
    content = _opened(data)
    try:
        return StepFile(str(content["do"]), tuple(Change(*change) for change in content["changes"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedDraft("a step has another shape") from error


def encode_state(state: DraftState) -> bytes:
    """All of a draft as bytes, history included."""
    return _sealed(
        {
            "kind": state.kind,
            "name": state.name,
            "base": state.base,
            "revision": state.revision,
            "entries": [[key, entry.text, entry.revision] for key, entry in state.entries.items()],
            "opened": list(state.opened.items()),
            "done": _steps(state.done),
            "undone": _steps(state.undone),
        }
    )


def decode_state(data: bytes) -> DraftState:
    """The draft that `data` is. Raises `DamagedDraft`, `NewerDraft`."""
    content = _opened(data)
    try:
        entries = {key: Entry(text, revision) for key, text, revision in content["entries"]}
        return DraftState(
            kind=content["kind"],
            name=content["name"],
            base=content["base"],
            revision=content["revision"],
            entries=entries,
            opened={key: _shared(entries.get(key), text) for key, text in content["opened"]},
            done=_read_steps(content["done"]),
            undone=_read_steps(content["undone"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedDraft("it has another shape") from error


def _shared(entry: Entry | None, text: str) -> str:
    """The text of the entry where it is the same: most are, and need to be in memory once only."""
    return entry.text if entry is not None and entry.text == text else text


def _steps(steps: Sequence[Step]) -> list[list[list[object]]]:
    return [[[one.key, one.before, one.after, one.place, one.at] for one in step.moves] for step in steps]


def _read_steps(steps: Any) -> tuple[Step, ...]:
    return tuple(Step(tuple(Move(*move) for move in moves)) for moves in steps)


def _sealed(content: dict[str, Any]) -> bytes:
    body = json.dumps(content, separators=(",", ":")).encode()
    return f"penstock-draft {FORMAT} {_checksum(body)}\n".encode() + body


def _opened(data: bytes) -> dict[str, Any]:
    head = _HEAD.match(data)
    if head is None:
        raise DamagedDraft("it does not begin as a draft does")
    if int(head[1]) > FORMAT:
        raise NewerDraft(f"format {int(head[1])}")
    body = data[head.end() :]
    if _checksum(body).encode() != head[2]:
        raise DamagedDraft("its bytes are not those that were written")
    content = json.loads(body)
    if not isinstance(content, dict):
        raise DamagedDraft("it is no object")
    return content


def _checksum(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
