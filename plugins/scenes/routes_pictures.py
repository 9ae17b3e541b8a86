"""What the routes of a scene's pictures do."""

from pathlib import Path
from typing import Any

from ...core.contracts.pictures import Pictures
from ...core.errors import ClientError, NotFound
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from . import storing
from .picture_files import MASK
from .routes_scenes import scenes_of, tag_of
from .routes_shapes import DeletedPicture, NewPicture, PictureQuery, PutPicture, RestoredPicture

_SMALLEST = 64
_LARGEST = 1024


def get_picture(call: RouteCall[PictureQuery]) -> BytesAnswer | FileAnswer:
    """GET /penstock/scenes/{scene}/pictures/{picture}."""
    return _answer(call, scenes_of(call).picture(call.path["scene"], call.path["picture"]))


def get_mask(call: RouteCall[PictureQuery]) -> BytesAnswer | FileAnswer:
    """GET /penstock/scenes/{scene}/masks/{mask}."""
    return _answer(call, scenes_of(call).picture(call.path["scene"], f"{MASK}{call.path['mask']}"))


def put_picture(call: RouteCall[NewPicture]) -> PutPicture:
    """POST /penstock/scenes/{scene}/pictures/{picture}."""
    scenes, scene, picture = scenes_of(call), call.path["scene"], call.path["picture"]
    put = storing.put_picture(scenes, scene, picture, call.body.file.path)
    tag = tag_of(scenes.picture(scene, picture)) or ""
    return PutPicture(picture=picture, tag=tag, trash=put.trash, revision=put.document.revision)


def delete_picture(call: RouteCall[Any]) -> DeletedPicture:
    """DELETE /penstock/scenes/{scene}/pictures/{picture}."""
    scene, picture = call.path["scene"], call.path["picture"]
    return DeletedPicture(scene=scene, picture=picture, trash=storing.delete_picture(scenes_of(call), scene, picture))


def restore_picture(call: RouteCall[Any]) -> RestoredPicture:
    """POST /penstock/scene_picture_trash/{trash}/restore."""
    scenes = scenes_of(call)
    scene, picture = storing.restore_picture(scenes, call.path["trash"])
    return RestoredPicture(scene=scene, picture=picture, tag=tag_of(scenes.picture(scene, picture)) or "")


def _answer(call: RouteCall[PictureQuery], path: Path) -> BytesAnswer | FileAnswer:
    query = call.query or PictureQuery()
    tag = tag_of(path)
    if tag is None:
        raise NotFound("The picture is gone.", field="picture")
    immutable = query.v == tag
    if query.side is None:
        return FileAnswer(path=path, content_type="image/png", etag=tag, immutable=immutable)
    if not _SMALLEST <= query.side <= _LARGEST:
        raise ClientError(f"side is a number of pixels from {_SMALLEST} to {_LARGEST}.", field="side")
    small = call.services.get(Pictures).thumbnail(path, query.side)
    return BytesAnswer(data=small.data, content_type=small.content_type, etag=small.etag, immutable=immutable)
