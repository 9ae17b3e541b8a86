"""What the routes do that work on what they are sent, and on no file."""

from attrs import evolve

from ...core.contracts.prompts import VERSION, Composed, PromptCollection, Prompts
from ...core.errors import Invalid
from ...core.routes import RouteCall
from .checking import check_parts
from .decoding_entries import prompt_of
from .encoding import encoded_prompt
from .picking import expanded
from .routes_shapes import CollectionText, ParsedCollection, ToCompose


def parse(call: RouteCall[CollectionText]) -> ParsedCollection:
    """POST /penstock/prompt_collections."""
    prompts = call.services.get(Prompts)
    document = prompts.parse(call.body.text)
    found = document.collection
    return ParsedCollection(
        text=prompts.text_of(found if document.read_only else evolve(found, version=VERSION)),
        migrated=document.migrated,
        read_only=document.read_only,
        problems=document.problems,
        prompts={name: encoded_prompt(prompt) for name, prompt in found.prompts.items()},
        compositions=found.compositions,
        scene_flags=found.scene_flags,
        has_v1_backup=found.v1_backup is not None,
    )


def compose(call: RouteCall[ToCompose]) -> Composed:
    """POST /penstock/prompt_compositions."""
    body = call.body
    for name, value in body.prompts.items():
        if not isinstance(value, str | dict):
            raise Invalid(f"The prompt {name[:80]!r} is neither text nor an object.", field="prompts")
    collection = PromptCollection(
        prompts={
            name: prompt_of({"value": value} if isinstance(value, str) else value)
            for name, value in body.prompts.items()
        },
        compositions=body.compositions,
    )
    names = check_parts(expanded(collection, check_parts(body.names)))
    return call.services.get(Prompts).compose(collection, names, body.seed)
