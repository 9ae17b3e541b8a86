"""The routes of stories."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.stories import DeletedStory, ScenePrompts, StoryEditing
from ...core.editing_routes import draft_routes
from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import routes_shapes as shapes
    from . import routes_stories as stories
else:
    shapes = later(__package__, "routes_shapes")
    stories = later(__package__, "routes_stories")

_STORIES: Final = "/penstock/stories"
_STORY: Final = "/penstock/stories/{story}"
_TRASH: Final = "/penstock/story_trash"
_LARGEST: Final = 1 << 20


def routes() -> tuple[RouteSpec, ...]:
    """Stories, their trash and drafts, texts of their scenes."""
    return (*_reading(), *_changing(), *_trash(), *draft_routes("stories", StoryEditing, _STORY), _prompts())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="stories.list",
            method="GET",
            path=_STORIES,
            handler=stories.list_stories,
            summary="The stories by name, each with the names of its scenes, those that are missing, its open draft.",
            answer=shapes.StoryList,
        ),
        RouteSpec(
            name="stories.get",
            method="GET",
            path=_STORY,
            handler=stories.get_story,
            summary="A story as it is saved, its scenes in their order.",
            answer=shapes.StoryShape,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="stories.create",
            method="POST",
            path=_STORIES,
            handler=stories.create_story,
            summary="Save a new story of these scenes; 409 where there is one of that name.",
            body=shapes.NewStory,
            answer=shapes.StoryShape,
            status=201,
        ),
        RouteSpec(
            name="stories.duplicate",
            method="POST",
            path=f"{_STORY}/duplicate",
            handler=stories.duplicate_story,
            summary="Save a copy under another name, without jobs and executions; 409 where that is used.",
            body=shapes.NewName,
            answer=shapes.StoryShape,
            status=201,
        ),
        RouteSpec(
            name="stories.delete",
            method="DELETE",
            path=_STORY,
            handler=stories.delete_story,
            summary="Move the folder of a story to the trash for 30 days, its jobs and executions with it.",
            answer=DeletedStory,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="stories.deleted",
            method="GET",
            path=_TRASH,
            handler=stories.list_deleted,
            summary="The stories in the trash, the last deleted first.",
            answer=shapes.DeletedStories,
        ),
        RouteSpec(
            name="stories.restore",
            method="POST",
            path=f"{_TRASH}/{{trash}}/restore",
            handler=stories.restore_story,
            summary="Bring a deleted story back with its executions; 409 where there is one of that name again.",
            answer=shapes.StoryShape,
        ),
    )


def _prompts() -> RouteSpec:
    return RouteSpec(
        name="stories.prompts",
        method="POST",
        path="/penstock/story_prompts",
        handler=stories.preview_prompts,
        summary="The texts that a run would use for a scene of a story, saved or not; 404 names what is missing.",
        body=shapes.WantedPrompts,
        answer=ScenePrompts,
        max_bytes=_LARGEST,
    )
