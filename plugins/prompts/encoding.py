"""From a collection to prompts.json, in the shape that fbTools reads: only what is set is written."""

import json
from collections.abc import Mapping
from typing import Any

from ...core.contracts.prompts import Prompt, PromptCollection, thawed


def encoded(collection: PromptCollection) -> dict[str, Any]:
    """The JSON object of a collection; nothing in it is shared."""
    made: dict[str, Any] = {
        "version": collection.version,
        "prompts": {name: encoded_prompt(prompt) for name, prompt in collection.prompts.items()},
        "compositions": thawed(collection.compositions),
    }
    if collection.v1_backup is not None:
        made["v1_backup"] = thawed(collection.v1_backup)
    if collection.scene_flags is not None:
        made["scene_flags"] = thawed(collection.scene_flags)
    if collection.unread:
        made["unread"] = thawed(collection.unread)
    return {**made, **thawed(collection.unknown), **made}


def encoded_prompt(prompt: Prompt) -> dict[str, Any]:
    """The JSON object of a prompt; a field that held what it cannot holds it still."""
    optional: Mapping[str, Any] = {
        "category": prompt.category,
        "description": prompt.description,
        "tags": list(prompt.tags),
        "libber_name": prompt.libber_name,
    }
    made = {"value": prompt.value, "processing_type": prompt.processing_type.value}
    return {**made, **{name: value for name, value in optional.items() if value}, **thawed(prompt.unknown)}


def bytes_of(collection: PromptCollection) -> bytes:
    """The bytes of the file: UTF-8; pure ASCII where it holds lone surrogates, which have no UTF-8."""
    made = encoded(collection)
    try:
        return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(made, indent=2) + "\n").encode()
