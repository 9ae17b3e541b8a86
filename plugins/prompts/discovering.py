"""Which names of prompts there are: nothing is hard-coded, what the files have had counts."""

from collections.abc import Callable, Iterable

from ...core.contracts.prompts import PromptCollection, PromptDocument
from ...core.errors import PenstockError
from ...core.values import frozen


@frozen(kw_only=True)
class Discovered:
    """Names of prompts, sorted, and the folders whose prompts could not be read with the reason."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def names_of(collection: PromptCollection) -> frozenset[str]:
    """The names of version 2 and the text fields of version 1, empty ones too."""
    legacy = (name for name, value in (collection.v1_backup or {}).items() if isinstance(value, str))
    return frozenset([*collection.prompts, *legacy])


def discover(folders: Iterable[str], read: Callable[[str], PromptDocument]) -> Discovered:
    """The union over folders; one that cannot be read is told and keeps no other back."""
    found: set[str] = set()
    problems: list[str] = []
    for folder in folders:
        try:
            found |= names_of(read(folder).collection)
        except PenstockError as error:
            problems.append(f"{folder}: {error.message}")
    return Discovered(names=tuple(sorted(found)), problems=tuple(problems))
