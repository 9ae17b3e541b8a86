"""The routes of scenes."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.scenes import DeletedScene, SceneEditing
from ...core.editing_routes import draft_routes
from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import routes_pictures as pictures
    from . import routes_scenes as scenes
    from . import routes_shapes as shapes
else:
    pictures = later(__package__, "routes_pictures")
    scenes = later(__package__, "routes_scenes")
    shapes = later(__package__, "routes_shapes")

_SCENES: Final = "/penstock/scenes"
_SCENE: Final = "/penstock/scenes/{scene}"
_PICTURE: Final = "/penstock/scenes/{scene}/pictures/{picture}"
_LARGEST: Final = 256 << 20
"""Bytes of one picture."""


def routes() -> tuple[RouteSpec, ...]:
    """Scenes, their trash, drafts and pictures."""
    return (*_scenes(), *_trash(), *_pictures(), *_masks(), *draft_routes("scenes", SceneEditing, _SCENE))


def _scenes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="scenes.list",
            method="GET",
            path=_SCENES,
            handler=scenes.list_scenes,
            summary="The scenes by name, each with what it has, its open draft and the stories that it stands in.",
            answer=shapes.SceneList,
        ),
        RouteSpec(
            name="scenes.create",
            method="POST",
            path=_SCENES,
            handler=scenes.create_scene,
            summary="Make an empty scene; 409 where there is one of that name.",
            body=shapes.NamedScene,
            answer=shapes.SceneShape,
            status=201,
        ),
        RouteSpec(
            name="scenes.get",
            method="GET",
            path=_SCENE,
            handler=scenes.get_scene,
            summary="One scene as it is saved, with its pictures and masks.",
            answer=shapes.SceneShape,
        ),
        RouteSpec(
            name="scenes.rename",
            method="PATCH",
            path=_SCENE,
            handler=scenes.rename_scene,
            summary="Give a scene another name; stories follow. 409 where that is used, and while the scene or its "
            "prompts have changes that are not saved.",
            body=shapes.NamedScene,
            answer=shapes.SceneShape,
        ),
        RouteSpec(
            name="scenes.delete",
            method="DELETE",
            path=_SCENE,
            handler=scenes.delete_scene,
            summary="Move a scene to the trash, all that is in its folder included.",
            answer=DeletedScene,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="scenes.deleted",
            method="GET",
            path="/penstock/scene_trash",
            handler=scenes.list_deleted,
            summary="The scenes in the trash, the last deleted first.",
            answer=shapes.DeletedScenes,
        ),
        RouteSpec(
            name="scenes.restore",
            method="POST",
            path="/penstock/scene_trash/{trash}/restore",
            handler=scenes.restore_scene,
            summary="Bring a deleted scene back; 409 where there is one of its name again.",
            answer=shapes.SceneShape,
        ),
        RouteSpec(
            name="scenes.restore_picture",
            method="POST",
            path="/penstock/scene_picture_trash/{trash}/restore",
            handler=pictures.restore_picture,
            summary="Bring a deleted picture back; what is in its place by now goes to the trash itself.",
            answer=shapes.RestoredPicture,
            work="heavy",
        ),
    )


def _pictures() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="scenes.picture",
            method="GET",
            path=_PICTURE,
            handler=pictures.get_picture,
            summary="A picture of a scene (base, upscale, depth ..., thumbnail, mask:<name>), or a small one with "
            "?side=64 to 1024.",
            query=shapes.PictureQuery,
            work="heavy",
        ),
        RouteSpec(
            name="scenes.put_picture",
            method="POST",
            path=_PICTURE,
            handler=pictures.put_picture,
            summary="Put a picture into a scene; the one that was there goes to the trash. A new mask has "
            "a background.",
            body=shapes.NewPicture,
            answer=shapes.PutPicture,
            work="heavy",
            max_bytes=_LARGEST,
        ),
        RouteSpec(
            name="scenes.delete_picture",
            method="DELETE",
            path=_PICTURE,
            handler=pictures.delete_picture,
            summary="Move a picture of a scene to the trash.",
            answer=shapes.DeletedPicture,
        ),
    )


def _masks() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="scenes.mask",
            method="GET",
            path="/penstock/scenes/{scene}/masks/{mask}",
            handler=pictures.get_mask,
            summary="The picture of a mask, names of old masks (girl_no_bg) included; a small one with ?side=.",
            query=shapes.PictureQuery,
            work="heavy",
        ),
    )
