"""What the nodes of libraries share: the library that is chosen, checked before a run."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from ...core.contracts.libbers import Libbers
from ...core.errors import Invalid, NotFound, PenstockError
from ...core.nodes import STRING, InputSpec
from ...core.services import Services

CATEGORY: Final = "Penstock/Prompts"
MOST_SHOWN: Final = 1_000_000
"""Characters of snippets that a run shows on its page, and that ComfyUI keeps with it."""

LIBBER_NAME: Final = InputSpec(
    id="libber_name", type=STRING, default="", tooltip="The libber: a library of snippets. Runs use it as it is saved."
)


def checked_text(value: object, field: str) -> str:
    """`value` if it is text; `Invalid` for what a link may bring instead."""
    if not isinstance(value, str):
        raise Invalid(
            f"{field} is no text but {type(value).__name__}.",
            hint="Link a text to it.",
            field=field,
            faults=(f"{field}: no text",),
        )
    return value


def chosen(libber_name: str | None, more_libbers: str | None = "") -> tuple[str, ...]:
    """The names of the libraries, the first one first; blank lines are none. None is a link that has brought nothing.

    `Invalid` for what is no text.
    """
    first, more = checked_text(libber_name or "", "libber_name"), checked_text(more_libbers or "", "more_libbers")
    return tuple(name for line in (first, *more.splitlines()) if (name := line.strip()))


def not_there(error: NotFound) -> NotFound:
    """`error`, with what to do about it on a node."""
    return NotFound(
        error.message,
        hint="Choose another one, or restore it; one that is new has to be saved first.",
        field="libber_name",
    )


def checked(services: Services, names: Sequence[str]) -> bool | str:
    """True where there are all of these libraries, else what is wrong."""
    libbers = services.get(Libbers)
    try:
        for name in names:
            if not libbers.signature(name):
                raise not_there(NotFound(f"There is no libber {name!r}."))
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def signatures(services: Services, names: Sequence[str] | None) -> str:
    """Changes whenever one of these libraries does; of all there are where the names are not known yet (None)."""
    libbers = services.get(Libbers)
    counted = libbers.names() if names is None else names
    return "\n".join(f"{name}={libbers.signature(name)}" for name in counted)


def shown(libs: Mapping[str, str]) -> str:
    """Snippets as a JSON object for the page, as many of them as a page can take."""
    left = MOST_SHOWN
    found: dict[str, str] = {}
    for key, text in libs.items():
        left -= len(key) + len(text)
        if left < 0:
            break
        found[key] = text
    return json.dumps(found, ensure_ascii=False)
