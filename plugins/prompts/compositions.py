"""Compositions: prompts put together by name, one space between them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve

from ...core.contracts.prompts import MOST_COMPOSITIONS, ProcessingType, Prompt, PromptCollection
from ...core.errors import NotFound
from .checking import check_count, check_name, check_parts

Substituted = Callable[[str, str], str | None]
"""`substituted(text, libber_name)`: the text with its references replaced, None where there is no such libber."""


def text_of(prompt: Prompt, substituted: Substituted | None = None) -> str:
    """What a prompt puts into a composition; as it is where there is no libber."""
    if substituted is None or prompt.processing_type is not ProcessingType.LIBBER or not prompt.libber_name:
        return prompt.value
    found = substituted(prompt.value, prompt.libber_name)
    return prompt.value if found is None else found


def compose(collection: PromptCollection, parts: Iterable[str], substituted: Substituted | None = None) -> str:
    """The prompts of these names in their order, joined by one space and stripped at the ends.

    Names that there are none of and empty prompts are left out; what stands twice is there twice.
    """
    prompts = (collection.prompts[name] for name in parts if name in collection.prompts)
    return " ".join(filter(None, (text_of(prompt, substituted) for prompt in prompts))).strip()


def compose_all(
    collection: PromptCollection,
    compositions: Mapping[str, Sequence[str]] | None = None,
    substituted: Substituted | None = None,
) -> dict[str, str]:
    """The text of each composition, those of the collection where no others are given."""
    wanted = collection.compositions if compositions is None else compositions
    return {name: compose(collection, parts, substituted) for name, parts in wanted.items()}


def put_composition(collection: PromptCollection, name: str, parts: Sequence[str]) -> PromptCollection:
    """With a composition, new or in the place of that of the same name; its prompts need not exist."""
    if name not in collection.compositions:
        check_name(name)
    compositions = {**collection.compositions, name: check_parts(parts)}
    check_count(len(collection.compositions), len(compositions), MOST_COMPOSITIONS, "compositions")
    return evolve(collection, compositions=compositions)


def remove_composition(collection: PromptCollection, name: str) -> PromptCollection:
    """Without a composition; `NotFound`."""
    if name not in collection.compositions:
        raise NotFound(f"There is no composition {name[:80]!r}.", field="name")
    return evolve(
        collection, compositions={key: parts for key, parts in collection.compositions.items() if key != name}
    )


def composition_names(collection: PromptCollection) -> tuple[str, ...]:
    """The names of all compositions, sorted."""
    return tuple(sorted(collection.compositions))
