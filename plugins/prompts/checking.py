"""What may be stored anew as a prompt. What a file holds already is read and kept, whatever it is."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, TypeVar

from ...core.contracts.prompts import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_COMPOSITIONS,
    MOST_PROMPTS,
    Prompt,
    PromptCollection,
)
from ...core.errors import Invalid, TooLarge
from ...core.names import check_path_name

T = TypeVar("T")
_NOT_IN_NAMES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MOST_TAGS: Final = 1_000
MOST_PARTS: Final = 5_000
_LONGEST_NOTE: Final = 10_000


def check_name(value: object, field: str = "name") -> str:
    """`value` if it can be the name of a prompt or a composition: `Invalid` otherwise. Never a path, so any text."""
    if isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and _NOT_IN_NAMES.isdisjoint(_kinds(value)):
        return value
    raise Invalid(
        f"{repr(value)[:80]} cannot be the name of a prompt.",
        hint=f"Use 1 to {LONGEST_NAME} characters, no line breaks and no control characters.",
        field=field,
        faults=(f"{field}: no name",),
    )


def check_prompt(prompt: Prompt) -> Prompt:
    """`prompt` if it may be stored: `Invalid` or `TooLarge` otherwise."""
    _check_text(prompt.value, "value", LONGEST_VALUE)
    _check_text(prompt.category, "category", LONGEST_NAME)
    _check_text(prompt.description, "description", _LONGEST_NOTE)
    if not isinstance(prompt.tags, tuple):
        raise Invalid("The tags are a list of texts.", field="tags")
    if len(prompt.tags) > _MOST_TAGS:
        raise TooLarge(f"A prompt has at most {_MOST_TAGS:,} tags.", field="tags")
    for tag in prompt.tags:
        _check_text(tag, "tags", LONGEST_NAME)
    if prompt.libber_name is not None:
        check_path_name(prompt.libber_name, "libber_name")
    return prompt


def check_parts(names: object, field: str = "names") -> tuple[str, ...]:
    """The names of a composition's prompts, which need not exist: `Invalid` or `TooLarge` otherwise."""
    if not isinstance(names, list | tuple):
        raise Invalid("A composition is a list of names of prompts.", field=field)
    if len(names) > MOST_PARTS:
        raise TooLarge(f"A composition has at most {MOST_PARTS:,} prompts.", field=field)
    for name in names:
        _check_text(name, field, LONGEST_VALUE)
    return tuple(names)


def check_changes(before: PromptCollection, after: PromptCollection) -> None:
    """Raise what is wrong with what `after` has and `before` does not; what was there already may stay."""
    gone = [prompt for name, prompt in before.prompts.items() if name not in after.prompts]
    for name, prompt in _changed(before.prompts, after.prompts):
        if name not in before.prompts:
            check_name(name)
        try:
            check_prompt(prompt)
        except (Invalid, TooLarge):
            if prompt not in gone:  # else it has another name, and nothing else is new
                raise
    for name, parts in _changed(before.compositions, after.compositions):
        if name not in before.compositions:
            check_name(name)
        check_parts(parts)
    check_count(len(before.prompts), len(after.prompts), MOST_PROMPTS, "prompts")
    check_count(len(before.compositions), len(after.compositions), MOST_COMPOSITIONS, "compositions")


def check_count(before: int, after: int, most: int, what: str) -> None:
    """Raise `TooLarge` where there would be more than `most` and more than before."""
    if after > max(before, most):
        raise TooLarge(f"A folder has at most {most:,} {what}.", hint="Remove some first.", field=what)


def _kinds(text: str) -> set[str]:
    return {unicodedata.category(char) for char in text}


def _changed(before: Mapping[str, T], after: Mapping[str, T]) -> list[tuple[str, T]]:
    return [(name, value) for name, value in after.items() if name not in before or before[name] != value]


def _check_text(value: object, field: str, longest: int) -> None:
    if value is None and field in ("category", "description"):
        return
    if not isinstance(value, str) or (not value.isascii() and _LONE_SURROGATE.search(value)):
        raise Invalid(f"The {field} must be text.", field=field, faults=(f"{field}: no text",))
    if len(value) > longest:
        raise TooLarge(
            f"The {field} has {len(value):,} characters, {longest:,} are allowed.", hint="Shorten it.", field=field
        )
