"""Collections as JSON text, as nodes and routes hand them about."""

import json

from ...core.contracts.prompts import PromptCollection, PromptDocument
from ...core.errors import Invalid
from .decoding import DamagedPrompts, decode
from .encoding import bytes_of, encoded


def parsed(text: str, field: str = "text") -> PromptDocument:
    """The collection that JSON text holds, version 1 or 2, without a revision; empty text is an empty collection.

    `Invalid` where it is no collection that can be written as JSON again, `TooLarge`.
    """
    if not text.strip():
        return PromptDocument(collection=PromptCollection())
    try:
        decoded = decode(text.encode("utf-8", "surrogatepass"))
        json.dumps(encoded(decoded.collection), allow_nan=False)
    except DamagedPrompts as error:
        raise _no_collection(str(error), field) from error
    except ValueError as error:
        raise _no_collection("it holds a number that JSON has no word for", field) from error
    return PromptDocument(
        collection=decoded.collection,
        read_only=decoded.read_only,
        migrated=decoded.migrated,
        problems=decoded.problems,
    )


def text_of(collection: PromptCollection) -> str:
    """A collection as JSON text, as its file would hold it, without the line break at the end."""
    return bytes_of(collection).decode().rstrip("\n")


def _no_collection(reason: str, field: str) -> Invalid:
    return Invalid(
        f"This is no collection of prompts: {reason}.",
        hint="Use the JSON of a prompts.json, or leave it empty.",
        field=field,
        faults=(f"{field}: no collection",),
    )
