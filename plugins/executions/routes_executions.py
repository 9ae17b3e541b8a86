"""What the routes of executions do."""

from typing import Any

from ...core.contracts.executions import DeletedImages, Execution, ExecutionImage, ExecutionKey
from ...core.routes import RouteCall
from . import routes_shapes as shapes
from .places import VIDEOS
from .routes_files import executions_of, key_of, tags
from .service import ExecutionService, wanted_images


def list_executions(call: RouteCall[Any]) -> shapes.ExecutionList:
    """GET /penstock/executions."""
    query = call.query or shapes.ListQuery()
    service = executions_of(call)
    service.newcomers.asked()
    found = service.list(query.story)
    for one in found:
        if one.finished is None and not one.read_only and service.is_young(one):
            service.looked_at(one.key)
    wanted = [one for one in found if query.finished in (None, one.finished is not None)]
    return shapes.ExecutionList(executions=tuple(_shape(service, one) for one in wanted))


def get_execution(call: RouteCall[Any]) -> shapes.WholeExecution:
    """GET E."""
    service, key = executions_of(call), key_of(call)
    service.store.found(key)
    service.looked_at(key)
    return _whole(service, key)


def pick(call: RouteCall[shapes.Pick]) -> shapes.ExecutionShape:
    """POST E/picks."""
    service = executions_of(call)
    return _shape(service, service.pick(key_of(call), call.body.order, call.body.image))


def delete_files(call: RouteCall[shapes.Deletions]) -> DeletedImages:
    """POST E/deletions."""
    return executions_of(call).delete_images(key_of(call), call.body.names)


def delete_execution(call: RouteCall[Any]) -> DeletedImages:
    """DELETE E."""
    return executions_of(call).delete(key_of(call))


def list_deleted(call: RouteCall[Any]) -> shapes.DeletedList:
    """GET /penstock/execution_trash."""
    return shapes.DeletedList(deleted=executions_of(call).deleted())


def restore(call: RouteCall[Any]) -> shapes.WholeExecution:
    """POST /penstock/execution_trash/{trash}/restore."""
    service = executions_of(call)
    return _whole(service, service.restore(call.path["trash"]))


def new_id(call: RouteCall[Any]) -> shapes.NewId:
    """POST /penstock/execution_ids."""
    return shapes.NewId(exec_id=executions_of(call).new_id())


def jobs(call: RouteCall[Any]) -> shapes.Jobs:
    """GET /penstock/story_jobs/{story}."""
    return shapes.Jobs(jobs=executions_of(call).jobs(call.path["story"]))


def _fields(service: ExecutionService, found: Execution) -> dict[str, Any]:
    return {
        "story": found.key.story,
        "job": found.key.job,
        "exec_id": found.key.exec_id,
        "input_hash": found.input_hash,
        "started": found.started,
        "finished": found.finished,
        "scene_count": len(found.scenes),
        "scenes": found.scenes,
        "variants": found.variants,
        "wanted": wanted_images(found),
        "images_count": found.images,
        "videos_count": found.videos,
        "picks": {str(order): name for order, name in sorted(found.picks.items())},
        "problems": found.problems,
        "read_only": found.read_only,
        "cover": _cover(service, found),
    }


def _cover(service: ExecutionService, found: Execution) -> str | None:
    """The choice for the first scene, else the first picture."""
    images = service.store.named_images(found.key)
    if not images:
        return None
    first = images[0]
    return found.picks.get(first.says.order, first.name)


def _shape(service: ExecutionService, found: Execution) -> shapes.ExecutionShape:
    return shapes.ExecutionShape(**_fields(service, found))


def _whole(service: ExecutionService, key: ExecutionKey) -> shapes.WholeExecution:
    found = service.get(key)
    image_tags, video_tags = tags(found.images_dir), tags(found.folder / VIDEOS)
    return shapes.WholeExecution(
        **_fields(service, found),
        images=tuple(_image(one, image_tags.get(one.name, "")) for one in service.images(key)),
        videos=tuple(
            shapes.VideoShape(
                name=one.name,
                order=one.says.order,
                scene=one.says.scene,
                next_scene=one.says.next_scene,
                counter=one.says.counter,
                tag=video_tags.get(one.name, ""),
            )
            for one in service.store.videos(key)
        ),
    )


def _image(one: ExecutionImage, tag: str) -> shapes.ImageShape:
    return shapes.ImageShape(
        name=one.name,
        order=one.order,
        scene=one.scene,
        variant=one.variant,
        counter=one.counter,
        picked=one.picked,
        tag=tag,
    )
