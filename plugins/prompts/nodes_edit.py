"""Prompt Collection Edit: a collection with one change, as JSON. It writes no file."""

import json
from enum import StrEnum
from typing import Any, Final

from ...core.contracts.prompts import VERSION, Prompt, PromptCollection
from ...core.errors import Conflict, Invalid, NotFound, PenstockError, ReadOnly
from ...core.nodes import COMBO, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .collection import NOT_GIVEN, add, names, remove, rename, update
from .nodes_inputs import CATEGORY, COLLECTION, COLLECTION_JSON, checked, collection_of, folders_that_count, signatures
from .parsing import text_of


class Operation(StrEnum):
    """What is done to the collection."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    UPDATE = "update"
    RENAME = "rename"


_FIELDS: Final = {
    "name": "prompt_name",
    "new_name": "prompt_value",
    "value": "prompt_value",
    "category": "prompt_category",
    "description": "prompt_description",
}
"""The input that holds each part of a prompt; a rename has its new name in the value."""

_OPERATIONS: Final = tuple(one.value for one in Operation)


def prompt_collection_edit() -> NodeSpec:
    """Prompt Collection Edit."""
    return NodeSpec(
        id="PromptCollectionEdit",
        display_name="Prompt Collection Edit",
        category=CATEGORY,
        description="Any number of named prompts, edited here as a table: they go on as JSON, for Prompt Composer.",
        search_aliases=("prompts", "prompt list", "named prompts", "text list", "scene prompts"),
        inputs=(
            COLLECTION_JSON,
            InputSpec(
                id="operation",
                type=COMBO,
                default=_OPERATIONS[0],
                options=_OPERATIONS,
                tooltip="One change on the way: add, remove, update or rename a prompt; list changes nothing.",
            ),
            _text("prompt_name", "The prompt that is added, removed, updated or renamed."),
            _text("prompt_value", "Its text; for rename its new name. Empty in an update: stays.", multiline=True),
            _text("prompt_category", "Its category. Empty in an update: stays."),
            _text("prompt_description", "What it is for. Empty in an update: stays."),
            COLLECTION,
        ),
        outputs=(
            OutputSpec(id="prompt_collection_json", type=STRING, tooltip="The collection as JSON."),
            OutputSpec(id="prompt_names", type=STRING, tooltip="The names of its prompts as a JSON list, sorted."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def _text(name: str, tooltip: str, *, multiline: bool = False) -> InputSpec:
    return InputSpec(id=name, type=STRING, default="", multiline=multiline, tooltip=tooltip)


def run(call: NodeCall, *, prompt_collection_json_in: str = "", collection: str = "", **change: Any) -> NodeResult:
    """The changed collection and its names. Raises what is wrong with the collection or with the change."""
    made = changed(collection_of(call.services, prompt_collection_json_in or "", collection or ""), **change)
    text = text_of(made)
    listed = json.dumps(names(made), ensure_ascii=False)
    return NodeResult(values=(text, listed), ui={"text": [text, listed]})


def changed(
    collection: PromptCollection,
    *,
    operation: str = Operation.LIST,
    prompt_name: str = "",
    prompt_value: str = "",
    prompt_category: str = "",
    prompt_description: str = "",
) -> PromptCollection:
    """`collection` with one change; the error names the input that does not fit."""
    try:
        wanted = Operation(operation)
    except ValueError:
        raise Invalid(
            f"operation is {operation!r}.", hint=f"It is one of {', '.join(_OPERATIONS)}.", field="operation"
        ) from None
    category, description = prompt_category or None, prompt_description or None
    try:
        match wanted:
            case Operation.LIST:
                return collection
            case _ if collection.version > VERSION:
                raise ReadOnly("A newer program wrote this collection.", hint="Update Penstock to change it.")
            case Operation.ADD:
                prompt = Prompt(value=prompt_value, category=category, description=description)
                return add(collection, prompt_name, prompt)
            case Operation.REMOVE:
                return remove(collection, prompt_name)
            case Operation.RENAME:
                return rename(collection, prompt_name, prompt_value)
            case Operation.UPDATE:
                return update(
                    collection,
                    prompt_name,
                    value=prompt_value or NOT_GIVEN,
                    category=category or NOT_GIVEN,
                    description=description or NOT_GIVEN,
                )
    except PenstockError as error:
        raise _on_the_node(error, wanted) from error


def _on_the_node(error: PenstockError, operation: Operation) -> PenstockError:
    """`error` in the words of the node: its inputs, and what to do there."""
    field = _FIELDS.get(error.field or "", error.field)
    hint = error.hint
    if isinstance(error, NotFound):
        hint = "Look at prompt_names for the names that there are."
    elif isinstance(error, Conflict) and operation is Operation.ADD:
        hint = "Choose another prompt_name, or the operation update."
    return type(error)(error.message, hint=hint, field=field, faults=error.faults)


def validate(
    services: Services, *, prompt_collection_json_in: str | None = None, collection: str | None = None
) -> bool | str:
    """True, or what is wrong with the collection."""
    return checked(services, prompt_collection_json_in, collection)


def fingerprint(
    services: Services,
    *,
    prompt_collection_json_in: str | None = None,
    collection: str | None = None,
    **_change: Any,
) -> str:
    """The file that the collection comes from, as it is now."""
    return signatures(services, folders_that_count(services, prompt_collection_json_in, collection))
