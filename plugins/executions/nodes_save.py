"""Story Save Image: the pictures of a scene, straight into the execution, each as a variant of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ...core.contracts.executions import ExecutionKey
from ...core.contracts.pictures import Pictures
from ...core.contracts.stories import SCENE_BATCH
from ...core.errors import Invalid
from ...core.nodes import COMBO, IMAGE, INT, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from ...core.values import frozen
from .nodes_inputs import (
    CATEGORY,
    BatchScene,
    checked,
    executions_of,
    images_dir,
    named,
    never_again,
    scene_at,
    scene_name,
    scene_order,
    shown,
)
from .nodes_links import batch_wants
from .saving import Encoded, Wanted
from .service import ExecutionService

_FORMATS: Final = ("png", "jpg", "jpeg", "webp")
_SAME_AGAIN: Final = "The same picture again, and the scene lacks some: give each run another seed."


def story_save_image() -> NodeSpec:
    """Story Save Image."""
    return NodeSpec(
        id="StorySaveImage",
        display_name="Story Save Image",
        category=CATEGORY,
        description="Saves the pictures of a scene into the execution, each of a batch as a variant. Nothing is "
        "overwritten.",
        search_aliases=("save scene image", "save story image", "export"),
        inputs=_inputs(),
        outputs=(
            OutputSpec(id="images", type=IMAGE, tooltip="The pictures, passed on."),
            OutputSpec(id="filename", type=STRING, tooltip="The name of the first file."),
            OutputSpec(id="filepath", type=STRING, tooltip="The first file, absolute."),
            OutputSpec(id="image_paths", type=STRING, is_list=True, tooltip="All files, absolute."),
        ),
        run=_run,
        fingerprint=_fingerprint,
        validate=_validate,
        is_output=True,
    )


def _inputs() -> tuple[InputSpec, ...]:
    return (
        InputSpec(id="images", type=IMAGE, tooltip="The pictures of one scene."),
        InputSpec(
            id="scene_batch",
            type=SCENE_BATCH,
            optional=True,
            tooltip="From Story Scene Batch: says the scene, and where it goes.",
        ),
        InputSpec(
            id="scene_index", type=INT, default=0, minimum=0, maximum=99_999, tooltip="Which scene of the batch."
        ),
        InputSpec(
            id="variants",
            type=INT,
            default=0,
            minimum=0,
            maximum=99_999,
            tooltip="How many pictures the scene shall have: those that are there are kept, and the execution ends "
            "when every scene has them. 0: as many as Story Scene Batch says; each run adds pictures where it says "
            "none.",
        ),
        InputSpec(id="image_format", type=COMBO, default="png", options=_FORMATS, tooltip="The kind of file."),
        InputSpec(
            id="quality", type=INT, default=95, minimum=1, maximum=100, tooltip="Of jpg and webp: 100 is the best."
        ),
        images_dir(optional=True),
        scene_order(optional=True),
        scene_name(optional=True),
    )


@frozen
class _Place:
    """Where the pictures of a scene go: an execution, or a plain folder of a job."""

    scene: BatchScene
    folder: Path
    key: ExecutionKey | None = None


def _run(
    call: NodeCall,
    *,
    images: Any,
    scene_batch: Any = None,
    scene_index: int = 0,
    variants: int = 0,
    image_format: str = "png",
    quality: int = 95,
    exec_images_dir: str = "",
    scene_order: int = 0,
    scene_name: str = "",
) -> NodeResult:
    service = executions_of(call.services)
    given = BatchScene(scene_order, scene_name, exec_images_dir or "")
    place = _place(service, scene_at(scene_batch, scene_index) if scene_batch is not None else given, exec_images_dir)
    _check_numbers(variants, place.scene.variants)
    saved = _saved(service, place, _batch(call, images, image_format, quality), f".{image_format}", variants)
    paths = saved.paths
    return NodeResult(
        values=(images, paths[0].name, str(paths[0]), [str(path) for path in paths]), ui=_ui(service, place, saved)
    )


def _check_numbers(variants: int, of_batch: int) -> None:
    if variants and of_batch and variants != of_batch:
        raise Invalid(
            f"Story Scene Batch says {of_batch} pictures for each scene, this node {variants}.",
            hint="Set variants to 0 here: the number of the batch counts.",
            field="variants",
        )


def _place(service: ExecutionService, scene: BatchScene, exec_images_dir: str) -> _Place:
    named(scene.name)
    folder = (exec_images_dir or "").strip() or scene.exec_images_dir or scene.job_input_dir
    if not folder:
        raise Invalid(
            "Nothing says where the pictures go.",
            hint="Link scene_batch from Story Scene Batch, or exec_images_dir from Story Execution Init.",
            field="exec_images_dir",
        )
    key = service.store.places.key_of(folder)
    if key is not None:
        return _Place(scene, service.find(folder).images_dir, key)
    path = service.store.places.of_a_run(folder)
    service.store.places.check_story(path)
    return _Place(scene, path)


def _batch(call: NodeCall, images: Any, kind: str, quality: int) -> list[Encoded]:
    shape: tuple[int, ...] = tuple(getattr(images, "shape", ()))
    if len(shape) != 4 or 0 in shape:
        raise Invalid("There are no pictures to save.", hint="Link an IMAGE.", field="images")
    pictures, text = call.services.get(Pictures), call.metadata

    def encoded(index: int) -> Callable[[], bytes]:
        def one() -> bytes:
            if call.interrupted():
                raise Interrupted
            return pictures.encoded(images[index], "jpg" if kind == "jpeg" else kind, quality, text)

        return one

    return [encoded(index) for index in range(shape[0])]


@frozen
class _Saved:
    """The files, and what is to be told of them."""

    paths: list[Path]
    told: tuple[str, ...] = ()


def _saved(service: ExecutionService, place: _Place, batch: list[Encoded], extension: str, variants: int) -> _Saved:
    if place.key is None:
        service.store.make_folder(place.folder)
        wanted = Wanted(place.scene.order, place.scene.name, batch, extension, variants)
        return _Saved([place.folder / name for name in service.saving.save(place.folder, wanted).names])
    if variants:
        service.want(place.key, variants)
    number = variants or place.scene.variants
    saved = service.save_images(place.key, place.scene.scene, batch, extension, number)
    is_nothing_new = number and saved.kept == len(saved.images)
    lacks = is_nothing_new and place.scene.order in service.missing(place.key, number)
    return _Saved([image.path for image in saved.images], (_SAME_AGAIN,) if lacks else ())


def _ui(service: ExecutionService, place: _Place, saved: _Saved) -> dict[str, list[Any]]:
    subfolder = service.store.places.relative(place.folder)
    made: dict[str, list[Any]] = {
        "images": [{"filename": path.name, "subfolder": subfolder, "type": "output"} for path in saved.paths]
    }
    if place.key is not None:
        made["execution"] = shown(place.key)
    return {**made, "text": list(saved.told)} if saved.told else made


def _validate(services: Services, *, exec_images_dir: str | None = None) -> bool | str:
    """Linked inputs (None) are known in the run only."""
    places = executions_of(services).store.places
    return checked(lambda: exec_images_dir and places.of_a_run(exec_images_dir))


def _fingerprint(_services: Services, call: NodeCall, *, variants: int | None = 0, **_inputs: Any) -> str:
    """Where a number of pictures is wanted each run looks whether they are there; else the same is saved once."""
    return "" if variants == 0 and not batch_wants(call.prompt, call.node_id) else never_again()
