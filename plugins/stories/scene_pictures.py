"""The pictures of a scene as a story takes them, all of one size."""

from typing import Any, Final

from ...core.arrays import as_numpy
from ...core.contracts.pictures import Pictures
from ...core.contracts.scenes import DEPTH_IMAGES, POSE_IMAGES, SceneInfo, Scenes
from ...core.contracts.stories import StoryScene
from ...core.errors import NotFound
from ...core.services import Services
from ...core.values import frozen
from .nodes_inputs import chosen

_SIDE: Final = 512
"""Pixels of a side where a scene has no picture at all."""


@frozen(kw_only=True)
class ScenePictures:
    """IMAGEs `[1,H,W,3]` and a MASK `[1,H,W]` of one size; black, and zeros, where the scene has none.

    A mask that is named and not there is an error.
    """

    base: Any
    depth: Any
    pose: Any
    canny: Any
    mask_image: Any
    mask: Any


def pictures_of(services: Services, info: SceneInfo, scene: StoryScene) -> ScenePictures:
    """The pictures of a scene, at the size of its base picture, else of depth, of pose, of the upscaled one.

    The upscaled picture stands in for a base picture that there is none of. `NotFound`: its mask.
    """
    scenes = services.get(Scenes)
    base, upscaled = scenes.image(info, "base"), None
    if base is None:
        upscaled = scenes.image(info, "upscale")
    depth = scenes.image(info, DEPTH_IMAGES.get(scene.depth_type, "depth"))
    pose = scenes.image(info, POSE_IMAGES.get(scene.pose_type, "pose_open"))
    mask_image, mask = _mask(scenes, info, scene)
    size = _size(base, depth, pose, upscaled)
    fitting = _Fitting(services.get(Pictures), size)
    return ScenePictures(
        base=fitting.image(upscaled if base is None else base),
        depth=fitting.image(depth),
        pose=fitting.image(pose),
        canny=fitting.image(scenes.image(info, "canny")),
        mask_image=fitting.image(mask_image),
        mask=fitting.mask(mask),
    )


def nothing() -> ScenePictures:
    """The pictures of no scene."""
    fitting = _Fitting(None, (_SIDE, _SIDE))
    black, zeros = fitting.image(None), fitting.mask(None)
    return ScenePictures(base=black, depth=black, pose=black, canny=black, mask_image=black, mask=zeros)


@frozen
class _Fitting:
    pictures: Pictures | None
    size: tuple[int, int]

    def image(self, image: Any | None) -> Any:
        """At the size; what has it already is passed on untouched."""
        import numpy

        height, width = self.size
        if image is None or self.pictures is None:
            return numpy.zeros((1, height, width, 3), dtype=numpy.float32)
        if tuple(image.shape[1:3]) == self.size:
            return image
        return self.pictures.resized(image, width, height)

    def mask(self, mask: Any | None) -> Any:
        """At the size, from 0 to 1."""
        import numpy

        if mask is None or self.pictures is None:
            return numpy.zeros((1, *self.size), dtype=numpy.float32)
        if tuple(mask.shape[1:3]) == self.size:
            return mask
        gray = numpy.repeat(as_numpy(mask)[..., None], 3, axis=-1)
        resized = self.pictures.resized(gray, self.size[1], self.size[0], "bilinear")
        return as_numpy(resized)[..., 0].clip(0.0, 1.0)


def _mask(scenes: Scenes, info: SceneInfo, scene: StoryScene) -> tuple[Any, Any]:
    if not chosen(scene.mask_name):
        return None, None
    found = scenes.mask(info, scene.mask_name, scene.mask_background)
    if found is None:
        raise NotFound(
            f"The scene {info.scene_name!r} has no mask {scene.mask_name[:80]!r}.",
            hint="Choose another one on the story's board, or none.",
            field="mask_name",
        )
    return found


def _size(*images: Any | None) -> tuple[int, int]:
    found = next((image for image in images if image is not None), None)
    return (_SIDE, _SIDE) if found is None else (int(found.shape[1]), int(found.shape[2]))
