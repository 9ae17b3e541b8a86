"""Changes of a collection: each gives another collection, what raises has changed nothing.

Names are compared as they are, character by character: `Cat` and `cat` are two prompts.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from ...core.contracts.prompts import MOST_PROMPTS, ProcessingType, Prompt, PromptCollection
from ...core.errors import Conflict, Invalid, NotFound
from .checking import check_count, check_name, check_prompt
from .decoding import PROMPT_FIELDS
from .encoding import encoded_prompt


class NotGiven:
    """What stands for a field that a change leaves as it is."""


NOT_GIVEN: Final = NotGiven()

Text = str | None | NotGiven


def find(collection: PromptCollection, name: str) -> Prompt:
    """The prompt of this name; `NotFound`."""
    try:
        return collection.prompts[name]
    except KeyError:
        raise NotFound(f"There is no prompt {name[:80]!r}.", field="name") from None


def add(collection: PromptCollection, name: str, prompt: Prompt) -> PromptCollection:
    """With a new prompt at the end; `Conflict` where there is one of that name."""
    if name in collection.prompts:
        raise _taken(collection, name)
    return put(collection, name, prompt)


def put(collection: PromptCollection, name: str, prompt: Prompt) -> PromptCollection:
    """With a new prompt, or with another one in the place of that of the same name, whose unknown fields stay."""
    known = collection.prompts.get(name)
    if known is None:
        check_name(name)
    else:
        kept = {key: value for key, value in known.unknown.items() if key not in PROMPT_FIELDS}
        prompt = evolve(prompt, unknown={**kept, **prompt.unknown})
    prompts = {**collection.prompts, name: check_prompt(prompt)}
    check_count(len(collection.prompts), len(prompts), MOST_PROMPTS, "prompts")
    return evolve(collection, prompts=prompts)


def update(
    collection: PromptCollection,
    name: str,
    *,
    value: str | NotGiven = NOT_GIVEN,
    category: Text = NOT_GIVEN,
    description: Text = NOT_GIVEN,
    tags: Sequence[str] | NotGiven = NOT_GIVEN,
    processing_type: str | NotGiven = NOT_GIVEN,
    libber_name: Text = NOT_GIVEN,
) -> PromptCollection:
    """With some fields of a prompt changed; what is not given stays, None and "" take an optional one away."""
    fields: dict[str, Any] = {
        "value": value,
        "category": category if isinstance(category, NotGiven) else category or None,
        "description": description if isinstance(description, NotGiven) else description or None,
        "tags": tags if isinstance(tags, NotGiven) else _tags(tags),
        "processing_type": processing_type if isinstance(processing_type, NotGiven) else processing_of(processing_type),
        "libber_name": libber_name if isinstance(libber_name, NotGiven) else libber_name or None,
    }
    given = {key: field for key, field in fields.items() if not isinstance(field, NotGiven)}
    known = find(collection, name)
    unknown = {key: field for key, field in known.unknown.items() if key not in given}
    changed = check_prompt(evolve(known, **given, unknown=unknown))
    return evolve(collection, prompts={**collection.prompts, name: changed})


def remove(collection: PromptCollection, name: str) -> PromptCollection:
    """Without a prompt; compositions keep its name, so that they have it again when it comes back. `NotFound`."""
    find(collection, name)
    return evolve(collection, prompts={key: prompt for key, prompt in collection.prompts.items() if key != name})


def rename(collection: PromptCollection, name: str, new_name: str) -> PromptCollection:
    """With a prompt under another name, in its place; compositions follow. `NotFound`, `Conflict` where it is taken."""
    find(collection, name)
    if new_name == name:
        return collection
    check_name(new_name, "new_name")
    if new_name in collection.prompts:
        raise _taken(collection, new_name)
    prompts = {new_name if key == name else key: prompt for key, prompt in collection.prompts.items()}
    compositions = {
        key: tuple(new_name if part == name else part for part in parts)
        for key, parts in collection.compositions.items()
    }
    return evolve(collection, prompts=prompts, compositions=compositions)


def names(collection: PromptCollection) -> tuple[str, ...]:
    """The names of all prompts, sorted."""
    return tuple(sorted(collection.prompts))


def by_category(collection: PromptCollection, category: str | None) -> Mapping[str, Prompt]:
    """The prompts of a category, None: of none, in their order."""
    return {name: prompt for name, prompt in collection.prompts.items() if prompt.category == category}


def by_tag(collection: PromptCollection, tag: str) -> Mapping[str, Prompt]:
    """The prompts that have a tag, in their order."""
    return {name: prompt for name, prompt in collection.prompts.items() if tag in prompt.tags}


def processing_of(given: str) -> ProcessingType:
    """The processing type that text stands for; `Invalid`."""
    try:
        return ProcessingType(given)
    except ValueError as error:
        raise Invalid(
            f"{repr(given)[:80]} is no processing type.",
            hint="It is raw or libber.",
            field="processing_type",
            faults=("processing_type: neither raw nor libber",),
        ) from error


def _tags(given: object) -> tuple[Any, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise Invalid("The tags are a list of texts.", field="tags")
    return tuple(given)


def _taken(collection: PromptCollection, name: str) -> Conflict:
    return Conflict(
        f"There is a prompt {name[:80]!r} already.",
        hint="Choose another name, or change that prompt.",
        field="name",
        details={"current": {"name": name, **encoded_prompt(collection.prompts[name])}},
    )
