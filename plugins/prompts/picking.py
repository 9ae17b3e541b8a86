"""Which prompts make up a text: a composition by its name, names, or fbTools' compositions as JSON."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any

from ...core.contracts.prompts import MOST_COMPOSITIONS, PromptCollection
from ...core.errors import Invalid, TooLarge
from ...core.values import frozen
from .checking import MOST_PARTS, check_parts


@frozen(kw_only=True)
class Picked:
    """`names` of the prompts of the text, `all` compositions by name; `title` says for people what was picked."""

    title: str
    names: tuple[str, ...]
    all: Mapping[str, Sequence[str]]


def picked(collection: PromptCollection, composition: str, composition_json: str = "") -> Picked:
    """What `composition` stands for in `collection`; `composition_json` comes first where it is given.

    `Invalid` where one looks like JSON and is not; a name that there is none of is no error here.
    """
    if composition_json.strip():
        given = _compositions(composition_json)
        first = next(iter(given), "")
        return Picked(
            title=f'Composition "{first}"' if given else "No composition", names=given.get(first, ()), all=given
        )
    if composition in collection.compositions:
        return _named(collection, composition)
    stripped = composition.strip()
    if not stripped:
        return Picked(title="All prompts", names=tuple(collection.prompts), all=collection.compositions)
    if stripped in collection.compositions:
        return _named(collection, stripped)
    names = check_parts(expanded(collection, _names(collection, composition)), "composition")
    return Picked(title="Picked prompts", names=names, all=collection.compositions)


def expanded(collection: PromptCollection, names: Sequence[str]) -> tuple[str, ...]:
    """`names` with the prompts of a composition in its place, where no prompt has its name."""
    found = ((name,) if name in collection.prompts else collection.compositions.get(name, (name,)) for name in names)
    return tuple(islice(chain.from_iterable(found), MOST_PARTS + 1))


def _named(collection: PromptCollection, name: str) -> Picked:
    return Picked(title=f'Composition "{name}"', names=collection.compositions[name], all=collection.compositions)


def _names(collection: PromptCollection, text: str) -> tuple[str, ...]:
    """The names of a JSON list, or one a line; what begins with a bracket is a name where a prompt has it."""
    if text.strip().startswith("[") and text.strip() not in collection.prompts:
        return check_parts(_loaded(text, "composition"), "composition")
    lines = (line if line in collection.prompts else line.strip() for line in text.splitlines())
    return check_parts([line for line in lines if line], "composition")


def _compositions(text: str) -> dict[str, tuple[str, ...]]:
    given = _loaded(text, "composition_json")
    if not isinstance(given, dict):
        raise Invalid(
            "composition_json is no JSON object.", hint='Use {"name": ["prompt", ...]}.', field="composition_json"
        )
    if len(given) > MOST_COMPOSITIONS:
        raise TooLarge(f"At most {MOST_COMPOSITIONS:,} compositions are put together.", field="composition_json")
    return {name: check_parts(names, "composition_json") for name, names in given.items()}


def _loaded(text: str, field: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            f"{field} begins like JSON and is none.", hint="Mend it, or write one name a line.", field=field
        ) from error
