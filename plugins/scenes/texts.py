"""The texts of a scene's prompts: all of them, all compositions, and the one that was chosen."""

from collections.abc import Iterable

from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import LEGACY_NAMES, ProcessingType, PromptCollection, Prompts
from ...core.contracts.scenes import legacy_prompt
from ...core.errors import NotFound, PenstockError
from ...core.services import Services


def prompt_texts(prompts: Prompts, collection: PromptCollection, seed: int) -> dict[str, str]:
    """The text of each prompt by its name, filled from its libber."""
    return {name: prompts.compose(collection, (name,), seed).text for name in collection.prompts}


def composition_texts(prompts: Prompts, collection: PromptCollection, seed: int) -> dict[str, str]:
    """The text of each composition by its name."""
    return {name: prompts.compose(collection, parts, seed).text for name, parts in collection.compositions.items()}


def chosen_text(prompts: Prompts, collection: PromptCollection, name: str, seed: int, scene: str) -> str:
    """The prompt of a name, else the composition, else the prompt of version 1; empty for no name; `NotFound`."""
    if not name:
        return ""
    if name in collection.prompts:
        return prompts.compose(collection, (name,), seed).text
    if name in collection.compositions:
        return prompts.compose(collection, collection.compositions[name], seed).text
    if name in LEGACY_NAMES and (text := legacy_prompt(collection, name)):
        return text
    raise NotFound(
        f"The scene {scene!r} has no prompt {name[:80]!r}.",
        hint=_known(collection),
        field="prompt_name",
    )


def check_chosen(services: Services, scene: str, name: str) -> None:
    """`NotFound` where a scene has no prompt of that name."""
    collection = services.get(Prompts).read(scene).collection
    if name and name not in collection.prompts and name not in collection.compositions:
        chosen_text(services.get(Prompts), collection, name, 0, scene)


def libber_signatures(services: Services, collection: PromptCollection) -> str:
    """Changes whenever a libber does that one of these prompts is filled from."""
    names = {
        prompt.libber_name
        for prompt in collection.prompts.values()
        if prompt.processing_type is ProcessingType.LIBBER and prompt.libber_name
    }
    return _signatures(services.find(Libbers), names)


def all_libbers(services: Services) -> str:
    """Changes whenever any libber does."""
    libbers = services.find(Libbers)
    return "" if libbers is None else _signatures(libbers, libbers.names())


def _signatures(libbers: Libbers | None, names: Iterable[str]) -> str:
    if libbers is None:
        return ""
    return "\n".join(f"{name}={_signature(libbers, name)}" for name in sorted(names))


def _signature(libbers: Libbers, name: str) -> str:
    try:
        return libbers.signature(name)
    except PenstockError:
        return ""  # a name that no libber can have


def _known(collection: PromptCollection) -> str:
    names = [*collection.prompts, *collection.compositions]
    if not names:
        return "It has none at all: add some, and save them."
    return f"It has {', '.join(names[:10])}{' and more' if len(names) > 10 else ''}."
