"""What people may call workflows and presets, and say about them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from ...core.errors import Invalid, PenstockError
from ...core.names import MAX_LABEL, check_label

MOST_NAME: Final = 200
MOST_TAGS: Final = 50
MOST_TAG: Final = 60


def changes(name: Any, description: Any, tags: Sequence[Any] | None) -> dict[str, Any]:
    """The columns that a change of a workflow names; what is None stays. `Invalid`."""
    fields: dict[str, Any] = {}
    if name is not None:
        fields["name"] = check_name(name)
    if description is not None:
        fields["description"] = check_text(description, "description")
    if tags is not None:
        fields["tags"] = json.dumps(check_tags(tags))
    return fields


def check_name(value: Any, field: str = "name") -> str:
    """A name on one line, without blanks around it; `Invalid`."""
    name = _text(value, field, MOST_NAME).strip()
    if not name or "\n" in name or "\t" in name:
        raise Invalid("A name has at least one character, and one line.", hint="Write another one.", field=field)
    return name


def check_text(value: Any, field: str) -> str:
    """Text of any lines; `Invalid`."""
    return _text(value, field, MAX_LABEL)


def check_tags(values: Sequence[Any]) -> tuple[str, ...]:
    """Tags as they were given, each once whatever its capitals; `Invalid`."""
    if len(values) > MOST_TAGS:
        raise Invalid(f"A workflow has at most {MOST_TAGS} tags.", hint="Take some away.", field="tags")
    by_key: dict[str, str] = {}
    for value in values:
        tag = " ".join(_text(value, "tags", MOST_TAG).split())
        if tag:
            by_key.setdefault(tag.casefold(), tag)
    return tuple(by_key.values())


def _text(value: Any, field: str, most: int) -> str:
    try:
        text = check_label(value, field)
    except PenstockError as error:
        raise Invalid(error.message, hint=error.hint, field=field) from error
    if len(text) > most:
        raise Invalid(f"At most {most} characters are kept, these are {len(text)}.", hint="Shorten it.", field=field)
    return text
