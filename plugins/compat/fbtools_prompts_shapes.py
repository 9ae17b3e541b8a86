"""What fbTools' prompt routes take and answer. A collection is the object that a prompts.json holds."""

from typing import Any

from ...core.contracts.prompts import ProcessingType
from ...core.values import frozen


@frozen(kw_only=True)
class CreateBody:
    """A session: one of this id, where it is given; `legacy_data` is the object of a file of version 1, or 2."""

    session_id: str | None = None
    legacy_data: dict[str, Any] | None = None


@frozen(kw_only=True)
class AddBody:
    """A prompt, new or changed: what is not sent stays as it is, what is empty goes."""

    session_id: str
    prompt_name: str
    prompt_value: str
    category: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = None
    processing_type: ProcessingType | None = None
    libber_name: str | None = None


@frozen(kw_only=True)
class RemoveBody:
    """The prompt to take out."""

    session_id: str
    prompt_name: str


@frozen(kw_only=True)
class SessionQuery:
    """The session; a missing one is an error, as an empty one is."""

    session_id: str = ""


@frozen(kw_only=True)
class ApplyBody:
    """A collection as JSON text, and the library, by its session or its name."""

    prompt_collection_json: str
    libber_session_id: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class Created:
    """A session."""

    session_id: str
    collection: dict[str, Any]
    success: bool = True


@frozen(kw_only=True)
class Collection:
    """A collection and the names of its prompts, sorted."""

    collection: dict[str, Any]
    prompt_names: tuple[str, ...]
    success: bool = True


@frozen(kw_only=True)
class Removed:
    """What is left; `removed` is false where there was none of this name."""

    removed: bool
    collection: dict[str, Any]
    prompt_names: tuple[str, ...]
    success: bool = True


@frozen(kw_only=True)
class Names:
    """Names of prompts, sorted."""

    prompt_names: tuple[str, ...]
    count: int
    success: bool = True
