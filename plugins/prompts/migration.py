"""Version 1 of prompts.json: one object of texts by name. Read as version 2 with nothing lost."""

from collections.abc import Mapping
from typing import Any

from ...core.contracts.prompts import LEGACY_CATEGORY, LEGACY_NAMES, Prompt, PromptCollection


def is_version_1(found: Mapping[str, Any]) -> bool:
    """Whether this is the object of a version 1 file; one that has prompts and tells no version is not.

    Version 1 may have had texts that were called `prompts` and `compositions`: version 2 has no texts there.
    """
    version = found.get("version")
    if version == 1 or not ("prompts" in found or "compositions" in found):
        return True
    return (
        version is None and isinstance(found.get("prompts", ""), str) and isinstance(found.get("compositions", ""), str)
    )


def migrated(found: Mapping[str, Any]) -> PromptCollection:
    """The collection of a version 1 object: each text that is not empty is a prompt, all of it is in `v1_backup`."""
    texts = {name: value for name, value in found.items() if isinstance(value, str) and value}
    prompts = {name: Prompt(value=value, category=LEGACY_CATEGORY) for name, value in texts.items()}
    return PromptCollection(prompts=prompts, v1_backup=found)


def legacy_value(collection: PromptCollection, name: str) -> str:
    """What version 1 knew by this name: the prompt, else what the version 1 file had, else empty."""
    if name in collection.prompts:
        return collection.prompts[name].value
    kept = (collection.v1_backup or {}).get(name)
    return kept if isinstance(kept, str) else ""


def legacy_view(collection: PromptCollection) -> dict[str, str]:
    """The five prompts that version 1 had by name."""
    return {name: legacy_value(collection, name) for name in LEGACY_NAMES}
