"""From scene to scene: the pictures that the videos between them begin and end with."""

import itertools
from collections.abc import Sequence

from ...core.contracts.executions import ExecutionImage, ExecutionScene, Transition
from ...core.errors import NotFound
from ...core.execution_names import slug, video_name


def transitions(scenes: Sequence[ExecutionScene], images: Sequence[ExecutionImage]) -> tuple[Transition, ...]:
    """The n-1 pairs of n scenes, by order; `NotFound` names the scenes that have no picture."""
    by_order: dict[int, list[ExecutionImage]] = {}
    for image in images:
        by_order.setdefault(image.order, []).append(image)
    chosen = {scene.order: _chosen(scene, by_order.get(scene.order, ())) for scene in scenes}
    without = [f"{scene.order:03d} {scene.name}" for scene in scenes if chosen[scene.order] is None]
    if without:
        raise NotFound(
            f"These scenes have no picture yet: {', '.join(without[:20])}{' ...' if len(without) > 20 else ''}.",
            hint="Run the story's pictures first, with this execution.",
            field="exec_images_dir",
        )
    return tuple(_transition(chosen, *pair) for pair in itertools.pairwise(scenes))


def _transition(
    chosen: dict[int, ExecutionImage | None], scene: ExecutionScene, following: ExecutionScene
) -> Transition:
    first, last = chosen[scene.order], chosen[following.order]
    if first is None or last is None:
        raise NotFound(f"{scene.name} or {following.name} has no picture.", field="exec_images_dir")
    return Transition(
        order=scene.order,
        first=first,
        last=last,
        scene=scene.name,
        next_scene=following.name,
        file_name=video_name(scene.order, scene.name, following.name),
    )


def _chosen(scene: ExecutionScene, images: Sequence[ExecutionImage]) -> ExecutionImage | None:
    """The picked one of a scene's pictures, else its first."""
    named = slug(scene.name)
    picked = (image for image in images if image.picked)
    return next(picked, None) or next((image for image in images if image.scene == named), None)
