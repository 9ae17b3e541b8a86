"""What fbTools' prompt routes do, and the two that it planned: apply_libber and discover."""

from collections.abc import Mapping
from typing import Any, Final

from ...core.contracts.prompts import LONGEST_NAME, Prompts
from ...core.errors import Invalid, NotFound, TooLarge
from ...core.ids import Ids
from ...core.names import check_file_name
from ...core.routes import RouteCall
from . import fbtools_prompts_shapes as shapes
from .fbtools_libber_sessions import NamedLibber, as_it_stands, libbers_of
from .fbtools_prompt_sessions import (
    PromptSessions,
    check_text,
    collection_of,
    names_in,
)

_LONGEST_NOTE: Final = 10_000
_MOST_TAGS: Final = 1_000


def create(call: RouteCall[shapes.CreateBody]) -> shapes.Created:
    """POST /fbtools/prompts/create: there a session of that id was replaced, here it is opened."""
    draft = PromptSessions(call).create(call.body.session_id, call.body.legacy_data)
    return shapes.Created(session_id=draft.id, collection=collection_of(draft))


def add(call: RouteCall[shapes.AddBody]) -> shapes.Collection:
    """POST /fbtools/prompts/add: there what was not sent was lost."""
    body = call.body
    _check(body)
    sessions = PromptSessions(call)
    changes: dict[str, Any] = {
        "value": body.prompt_value,
        "processing_type": body.processing_type and body.processing_type.value,
        "category": body.category,
        "description": body.description,
        "tags": None if body.tags is None else list(body.tags),
        "libber_name": body.libber_name,
    }
    return _collection(collection_of(sessions.put(sessions.get(body.session_id), body.prompt_name, changes)))


def _check(body: shapes.AddBody) -> None:
    check_text(body.prompt_value, "prompt_value")
    check_text(body.category, "category", LONGEST_NAME)
    check_text(body.description, "description", _LONGEST_NOTE)
    tags = body.tags or ()
    if len(tags) > _MOST_TAGS:
        raise TooLarge(f"A prompt has at most {_MOST_TAGS:,} tags.", field="tags")
    for tag in tags:
        check_text(tag, "tags", LONGEST_NAME)
    if body.libber_name:
        check_file_name(body.libber_name, "libber_name")


def remove(call: RouteCall[shapes.RemoveBody]) -> shapes.Removed:
    """POST /fbtools/prompts/remove."""
    sessions = PromptSessions(call)
    removed, draft = sessions.remove(sessions.get(call.body.session_id), call.body.prompt_name)
    collection = collection_of(draft)
    return shapes.Removed(removed=removed, collection=collection, prompt_names=names_in(collection))


def list_names(call: RouteCall[Any]) -> shapes.Names:
    """GET /fbtools/prompts/list_names."""
    session = (call.query or shapes.SessionQuery()).session_id
    if not session:
        raise Invalid("Which session?", hint="Send ?session_id=, as create answers it.", field="session_id")
    return _names(names_in(collection_of(PromptSessions(call).get(session))))


def discover(call: RouteCall[Any]) -> shapes.Names:
    """GET /fbtools/prompts/discover/{scene_name}: of its file as it is saved, and as it was in version 1."""
    prompts, scene = call.services.get(Prompts), call.path["scene_name"]
    if prompts.read(scene).revision is None:
        raise NotFound(f"The scene {scene!r} has no prompts.", field="scene_name")
    return _names(prompts.discover((scene,)).names)


def _names(names: tuple[str, ...]) -> shapes.Names:
    return shapes.Names(prompt_names=names, count=len(names))


def apply_libber(call: RouteCall[shapes.ApplyBody]) -> shapes.Collection:
    """POST /fbtools/prompts/apply_libber: the collection with the references in all its prompts replaced."""
    found = as_it_stands(call, call.body.name, call.body.libber_session_id)
    collection = PromptSessions(call).parsed(call.body.prompt_collection_json, "prompt_collection_json")
    prompts = collection["prompts"]
    texts = {name: one["value"] for name, one in prompts.items() if isinstance(one["value"], str)}
    for name, value in _replaced(call, found, texts).items():
        prompts[name]["value"] = value
    return _collection(collection)


def _replaced(call: RouteCall[Any], libber: NamedLibber, texts: Mapping[str, str]) -> Mapping[str, str]:
    """All at once, as one text with seams that nobody can guess, so that all of them share one budget."""
    if not texts:
        return texts
    seam = f"\0{call.services.get(Ids).new()}\0"
    made = libbers_of(call).substitute(seam.join(texts.values()), [libber.name], unsaved={libber.name: libber.libber})
    return dict(zip(texts, made.text.split(seam), strict=True))


def _collection(collection: dict[str, Any]) -> shapes.Collection:
    return shapes.Collection(collection=collection, prompt_names=names_in(collection))
