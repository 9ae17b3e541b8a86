"""What the nodes of prompts share: where the collection comes from, and whether it is there before a run."""

import secrets
from typing import Final

from ...core.contracts.prompts import PromptCollection, PromptDocument, Prompts
from ...core.errors import NotFound, PenstockError
from ...core.names import check_path_name
from ...core.nodes import STRING, InputSpec
from ...core.services import Services
from .parsing import parsed

CATEGORY: Final = "Penstock/Prompts"

COLLECTION_JSON: Final = InputSpec(
    id="prompt_collection_json_in",
    type=STRING,
    default="",
    multiline=True,
    tooltip="A collection of prompts as JSON, of version 1 or 2; empty for none, or for the stored one.",
)
COLLECTION: Final = InputSpec(
    id="collection",
    type=STRING,
    default="",
    optional=True,
    hidden=True,
    tooltip="The folder whose saved prompts are used where prompt_collection_json_in is empty.",
)


def collection_of(services: Services, text: str, folder: str) -> PromptCollection:
    """The collection of the JSON text; where that is empty the saved one of the folder, or an empty one.

    `Invalid`, `TooLarge`, `BadName`; `NotFound` names a folder that has no prompts.
    """
    if text.strip() or not folder.strip():
        return parsed(text, COLLECTION_JSON.id).collection
    return stored(services, folder.strip()).collection


def stored(services: Services, folder: str) -> PromptDocument:
    """The saved prompts of a folder; `NotFound` where there are none."""
    document = services.get(Prompts).read(check_path_name(folder, COLLECTION.id))
    if document.revision is None:
        raise NotFound(
            f"The folder {folder} has no prompts.",
            hint="Choose another one, or restore them; new ones have to be saved first.",
            field=COLLECTION.id,
        )
    return document


def checked(services: Services, text: str | None, folder: str | None) -> bool | str:
    """True, or what is wrong with the collection; linked inputs (None) are known in the run only."""
    try:
        if text is not None and (text.strip() or folder is not None):
            collection_of(services, text, folder or "")
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def folders_that_count(services: Services, text: str | None, folder: str | None) -> tuple[str, ...]:
    """The folders that the collection may come from: all of them where a linked input may name any."""
    if text is not None and text.strip():
        return ()
    if folder is None:
        return services.get(Prompts).folders()
    return (folder.strip(),) if folder.strip() else ()


def signatures(services: Services, folders: tuple[str, ...]) -> str:
    """Changes whenever the prompts of one of these folders do; never the same for what cannot be a folder."""
    prompts = services.get(Prompts)
    try:
        return "\n".join(f"{folder}={prompts.signature(folder)}" for folder in folders)
    except PenstockError:
        return never_again()


def never_again() -> str:
    """A fingerprint for what cannot be told: the run says what is wrong, or succeeds by then."""
    return secrets.token_hex(16)
