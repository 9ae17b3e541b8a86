"""What the routes of stories do."""

from typing import Any

from attrs import evolve

from ...core.contracts.stories import DeletedStory, ScenePrompts, StoryEditing, StoryInfo, StoryNote
from ...core.draft_values import DraftNote
from ...core.names import check_path_name, natural_order
from ...core.routes import RouteCall
from . import closing
from .beginnings import placed, placed_scenes
from .checking import check_count, check_entry
from .encoding import encoded_scene
from .routes_shapes import (
    DeletedStories,
    ListedStory,
    NewName,
    NewStory,
    StoryList,
    StoryShape,
    WantedPrompts,
)
from .scene_fields import scene_of
from .service import StoryService
from .story_files import gone


def stories_of(call: RouteCall[Any]) -> StoryService:
    """The service of stories."""
    return call.services.get(StoryService)


def list_stories(call: RouteCall[Any]) -> StoryList:
    """GET /penstock/stories."""
    stories, editing = stories_of(call), call.services.find(StoryEditing)
    drafts = {note.name: note for note in (editing.list() if editing is not None else ())}
    found = {note.name: note for note in stories.list()}
    for name, draft in drafts.items():
        if name not in found and (draft.dirty or draft.base is None):
            found[name] = StoryNote(name=name, revision=None, scenes=())
    listed = tuple(_listed(found[name], drafts.get(name)) for name in sorted(found, key=natural_order))
    return StoryList(stories=listed, folder=str(stories.root))


def get_story(call: RouteCall[Any]) -> StoryShape:
    """GET /penstock/stories/{story}."""
    return shape_of(stories_of(call), check_path_name(call.path["story"], "story"))


def create_story(call: RouteCall[NewStory]) -> StoryShape:
    """POST /penstock/stories."""
    stories, body = stories_of(call), call.body
    name = check_path_name(body.name, "name")
    check_count(0, len(body.scenes))
    scenes = placed_scenes(stories, name, body.scenes)
    story = StoryInfo(story_name=name, description=body.description, scenes=scenes)
    stories.save(story, None)
    return shape_of(stories, name)


def duplicate_story(call: RouteCall[NewName]) -> StoryShape:
    """POST /penstock/stories/{story}/duplicate."""
    stories = stories_of(call)
    name = check_path_name(call.body.name, "name")
    story = stories.read(check_path_name(call.path["story"], "story"))
    check_count(0, len(story.scenes))
    places = placed(name, [scene.scene_name for scene in story.scenes])
    scenes = tuple(evolve(scene, scene_id=place.scene_id) for scene, place in zip(story.scenes, places, strict=True))
    stories.save(evolve(story, story_name=name, scenes=scenes, revision=None), None)
    return shape_of(stories, name)


def delete_story(call: RouteCall[Any]) -> DeletedStory:
    """DELETE /penstock/stories/{story}."""
    return closing.deleted(call.services, check_path_name(call.path["story"], "story"))


def list_deleted(call: RouteCall[Any]) -> DeletedStories:
    """GET /penstock/story_trash."""
    return DeletedStories(deleted=stories_of(call).deleted())


def restore_story(call: RouteCall[Any]) -> StoryShape:
    """POST /penstock/story_trash/{trash}/restore."""
    stories = stories_of(call)
    return shape_of(stories, stories.restore(call.path["trash"]))


def preview_prompts(call: RouteCall[WantedPrompts]) -> ScenePrompts:
    """POST /penstock/story_prompts."""
    entry = {key: value for key, value in call.body.scene.items() if key not in ("scene_id", "scene_order")}
    return stories_of(call).prompts(scene_of("preview", check_entry(entry)), call.body.seed)


def shape_of(stories: StoryService, name: str) -> StoryShape:
    """A story as it is answered; `NotFound`."""
    found = stories.look_at(name)
    if found.info is None or found.decoded is None:
        raise gone(name)
    info = found.info
    return StoryShape(
        name=name,
        revision=info.revision,
        description=info.description,
        scenes=tuple(encoded_scene(scene, order) for order, scene in enumerate(info.scenes)),
        missing=stories.missing(info),
        problems=info.problems,
        read_only=info.read_only,
        migrated=found.decoded.migrated,
        folder=info.story_dir,
    )


def _listed(note: StoryNote, draft: DraftNote | None) -> ListedStory:
    return ListedStory(
        name=note.name,
        revision=note.revision,
        scenes=note.scenes,
        missing=note.missing,
        problems=note.problems,
        read_only=note.read_only,
        draft=draft,
    )
