"""Prompt Composer: a text put together from named prompts."""

import json
from typing import Any, Final

from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import ProcessingType, PromptCollection
from ...core.errors import Invalid, PenstockError
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .composing import Composing
from .nodes_inputs import (
    CATEGORY,
    COLLECTION,
    COLLECTION_JSON,
    checked,
    collection_of,
    folders_that_count,
    never_again,
    signatures,
)
from .picking import Picked, picked

MOST_SEED: Final = 2**64 - 1


def prompt_composer() -> NodeSpec:
    """Prompt Composer."""
    return NodeSpec(
        id="PromptComposer",
        display_name="Prompt Composer",
        category=CATEGORY,
        description="Puts named prompts together into one text; prompts that want it are filled from their libbers.",
        search_aliases=("compose prompts", "join prompts", "prompt builder", "composition"),
        inputs=(
            COLLECTION_JSON,
            InputSpec(
                id="composition",
                type=STRING,
                default="",
                tooltip="The name of a composition, or names of prompts: one a line, or a JSON list. Empty: all "
                "prompts in their order.",
            ),
            InputSpec(
                id="seed",
                type=INT,
                default=0,
                minimum=0,
                maximum=MOST_SEED,
                control_after_generate=True,
                tooltip="Draws random snippets (%*%): the same seed gives the same text.",
            ),
            InputSpec(
                id="composition_json",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                multiline=True,
                tooltip='Compositions as JSON, {"name": ["prompt", ...]}: where given, the first is the text.',
            ),
            COLLECTION,
        ),
        outputs=(
            OutputSpec(id="text", type=STRING, tooltip="The prompts, one space between them."),
            OutputSpec(id="prompt_dict", type=STRING, tooltip="The text of every composition by its name, as JSON."),
            OutputSpec(id="info", type=STRING, tooltip="What was put together, and what was not there."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def run(
    call: NodeCall,
    *,
    prompt_collection_json_in: str = "",
    composition: str = "",
    seed: int = 0,
    composition_json: str = "",
    collection: str = "",
) -> NodeResult:
    """The text, all compositions, sentences. Raises what is wrong with the collection; `TooLarge` for the texts."""
    found = collection_of(call.services, prompt_collection_json_in or "", collection or "")
    wanted = picked(found, composition or "", composition_json or "")
    composing = Composing(found, call.services.find(Libbers), seed)
    text = composing.text(wanted.names)
    notes = composing.notes
    rest = Composing(found, call.services.find(Libbers), seed)
    texts = {name: rest.text(names) for name, names in wanted.all.items()}
    info = "\n".join((_summary(found, wanted), *notes))
    values = (text, json.dumps(texts, ensure_ascii=False), info)
    return NodeResult(values=values, ui={"text": list(values)})


def _summary(collection: PromptCollection, wanted: Picked) -> str:
    there = [name for name in wanted.names if name in collection.prompts]
    count = f"{len(there)} prompt{'' if len(there) == 1 else 's'}"
    libbers = _libbers_of(collection, there)
    return f"{wanted.title}: {count}{', filled from ' + ', '.join(libbers) if libbers else ''}."


def _libbers_of(collection: PromptCollection, names: Any) -> tuple[str, ...]:
    """The libbers that these prompts name, each once."""
    prompts = (collection.prompts[name] for name in names if name in collection.prompts)
    return tuple(
        dict.fromkeys(
            prompt.libber_name
            for prompt in prompts
            if prompt.processing_type is ProcessingType.LIBBER and prompt.libber_name
        )
    )


def validate(
    services: Services,
    *,
    prompt_collection_json_in: str | None = None,
    composition: str | None = None,
    composition_json: str | None = None,
    collection: str | None = None,
) -> bool | str:
    """True, or what is wrong with the collection or with what is wanted of it."""
    found = checked(services, prompt_collection_json_in, collection)
    if found is not True:
        return found
    try:
        picked(PromptCollection(), composition or "", composition_json or "")
    except Invalid as error:
        return f"{error.message} {error.hint}".strip()
    return True


def fingerprint(
    services: Services,
    *,
    prompt_collection_json_in: str | None = None,
    composition: str | None = None,
    composition_json: str | None = None,
    collection: str | None = None,
    **_inputs: Any,
) -> str:
    """The files of prompts and libbers that the texts depend on, as they are now; all where a link may bring any."""
    folders = signatures(services, folders_that_count(services, prompt_collection_json_in, collection))
    libbers = services.find(Libbers)
    if libbers is None:
        return folders
    given = (prompt_collection_json_in, composition, composition_json, collection)
    try:
        names = libbers.names() if None in given else _needed(services, *map(str, given))
        return "\n".join((folders, *(f"{name}: {_signature(libbers, name)}" for name in names)))
    except PenstockError:
        return never_again()


def _needed(services: Services, text: str, composition: str, composition_json: str, folder: str) -> tuple[str, ...]:
    collection = collection_of(services, text, folder)
    wanted = picked(collection, composition, composition_json)
    return _libbers_of(collection, [*wanted.names, *(name for names in wanted.all.values() for name in names)])


def _signature(libbers: Libbers, name: str) -> str:
    try:
        return libbers.signature(name)
    except PenstockError:
        return ""  # a name that no libber can have
