"""The scene routes that fbTools planned, for scripts written for it; what cannot be done is a 4xx here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...core.later import later
from ...core.routes import RouteCall, RouteSpec

if TYPE_CHECKING:
    from . import fbtools_scene as handlers
    from . import fbtools_scene_shapes as shapes
else:
    handlers = later(__package__, "fbtools_scene")
    shapes = later(__package__, "fbtools_scene_shapes")

MOST_BYTES: Final = 16 << 20
"""Of a body: the prompts of a scene may be as large."""


def routes() -> tuple[RouteSpec, ...]:
    """`/fbtools/scene/*`, but for what needs stories too."""
    return (
        _post(
            "update_prompts",
            handlers.update_prompts,
            "Add, change or remove prompts of a scene; nothing is saved yet.",
            shapes.PromptsBody,
            shapes.ChangedPrompts,
        ),
        _post(
            "update_metadata",
            handlers.update_metadata,
            "Change what a scene says of itself; nothing is saved yet.",
            shapes.MetadataBody,
            shapes.ChangedMetadata,
        ),
        _post(
            "save_metadata",
            handlers.save_metadata,
            "Save what was changed of a scene: prompts, loras, pose.",
            shapes.SaveBody,
            shapes.SavedMetadata,
        ),
        _post(
            "update_loras",
            handlers.update_loras,
            "Add or remove loras of a scene; nothing is saved yet.",
            shapes.LorasBody,
            shapes.ChangedMetadata,
        ),
    )


def story_routes() -> tuple[RouteSpec, ...]:
    """What needs stories too."""
    return (
        RouteSpec(
            name="fbtools_scene.list_scenes",
            method="GET",
            path="/fbtools/scene/list_scenes/{story_dir}",
            handler=handlers.list_scenes,
            summary="The scenes of a story, by its name.",
            answer=shapes.StoryScenes,
            legacy=True,
        ),
    )


def _post(name: str, handler: Callable[[RouteCall[Any]], Any], summary: str, body: type, answer: type) -> RouteSpec:
    return RouteSpec(
        name=f"fbtools_scene.{name}",
        method="POST",
        path=f"/fbtools/scene/{name}",
        handler=handler,
        summary=summary,
        body=body,
        answer=answer,
        max_bytes=MOST_BYTES,
        legacy=True,
    )
