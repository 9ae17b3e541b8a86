"""Story Image Collector: the pictures of an execution in the order of the story."""

from pathlib import Path
from typing import Any

from ...core.contracts.scenes import DICT
from ...core.errors import NotFound
from ...core.execution_names import ImageName, slug
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .folder_fingerprint import folder_fingerprint
from .listings import Named
from .nodes_inputs import CATEGORY, checked, executions_of, images_dir, shown


def story_image_collector() -> NodeSpec:
    """Story Image Collector."""
    return NodeSpec(
        id="StoryImageCollector",
        display_name="Story Image Collector",
        category=CATEGORY,
        description="The paths of an execution's pictures by scene and variant, all or those of one scene.",
        search_aliases=("collect images", "list pictures", "load folder", "story images"),
        inputs=(
            images_dir(),
            InputSpec(
                id="scene_order_filter",
                type=INT,
                default=-1,
                minimum=-1,
                maximum=99_999,
                optional=True,
                tooltip="Only the scene at this place; -1 for all.",
            ),
            InputSpec(
                id="scene_name_filter",
                type=STRING,
                default="",
                optional=True,
                tooltip="Only scenes of this name; empty for all.",
            ),
        ),
        outputs=(
            OutputSpec(id="image_paths", type=STRING, is_list=True, tooltip="The files, by scene, then variant."),
            OutputSpec(id="image_count", type=INT, tooltip="How many there are."),
            OutputSpec(id="scene_groups", type=DICT, tooltip="The files by the place of their scene."),
        ),
        run=_run,
        fingerprint=_fingerprint,
        validate=_validate,
    )


def _run(
    call: NodeCall, *, exec_images_dir: str, scene_order_filter: int = -1, scene_name_filter: str = ""
) -> NodeResult:
    store = executions_of(call.services).store
    folder = store.places.of_a_run(exec_images_dir)
    found = [one for one in store.pictures.of(folder) if _fits(one, scene_order_filter, scene_name_filter or "")]
    if not found:
        raise NotFound(
            f"There are no such pictures in {store.places.relative(folder)}.",
            hint="Run the story's pictures first, or change the filters.",
            field="exec_images_dir",
        )
    groups: dict[int, list[str]] = {}
    for one in found:
        groups.setdefault(one.says.order, []).append(str(folder / one.name))
    paths = [str(folder / one.name) for one in found]
    return NodeResult(values=(paths, len(paths), groups), ui=_ui(call.services, folder))


def _fits(one: Named[ImageName], order: int, name: str) -> bool:
    return order in (-1, one.says.order) and (not name.strip() or one.says.scene == slug(name))


def _ui(services: Services, folder: Path) -> dict[str, list[dict[str, str]]]:
    key = executions_of(services).store.places.key_of(str(folder))
    return {} if key is None else {"execution": shown(key)}


def _validate(services: Services, *, exec_images_dir: str | None = None) -> bool | str:
    places = executions_of(services).store.places
    return checked(lambda: None if exec_images_dir is None else places.of_a_run(exec_images_dir))


def _fingerprint(_services: Services, call: NodeCall, *, exec_images_dir: str | None = None, **_inputs: Any) -> str:
    return folder_fingerprint(call, exec_images_dir)
