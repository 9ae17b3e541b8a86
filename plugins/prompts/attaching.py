"""What a caller may not lose: what it left out, because it does not know it, is put back before it is saved."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ...core.contracts.prompts import VERSION, Prompt, PromptCollection
from .decoding import PROMPT_FIELDS


def attached(current: PromptCollection, sent: PromptCollection) -> PromptCollection:
    """`sent` with the version 1 backup and the unread entries of `current`, and with every unknown field it lacks."""
    prompts = {
        name: _with_unknown(current.prompts[name], prompt) if name in current.prompts else prompt
        for name, prompt in sent.prompts.items()
    }
    return evolve(
        sent,
        version=VERSION,
        prompts=prompts,
        v1_backup=current.v1_backup,
        unread=current.unread,
        unknown={**current.unknown, **sent.unknown},
    )


def _with_unknown(current: Prompt, sent: Prompt) -> Prompt:
    missing: Mapping[str, Any] = {
        key: value
        for key, value in current.unknown.items()
        if key not in sent.unknown and not _is_mended(key, current, sent)
    }
    return evolve(sent, unknown={**sent.unknown, **missing}) if missing else sent


def _is_mended(key: str, current: Prompt, sent: Prompt) -> bool:
    """Whether a known field that held what it cannot was given a value by the caller."""
    return key in PROMPT_FIELDS and getattr(current, key) != getattr(sent, key)
