"""Pictures that nobody gave: plugins are asked whether they can derive them from the base picture."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ...core.arrays import as_numpy
from ...core.contracts.scenes import ScenePictureRequest
from ...core.dispatch import Dispatcher
from ...core.registry import Registry
from ...core.services import Services

HOOK: Final = "penstock_derive_scene_picture"


def derived(
    services: Services, scene: str, base: Any, pictures: Iterable[str], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The pictures that a plugin derived, IMAGEs `[1,H,W,3]`, by name; what no plugin can derive is left out."""
    made: dict[str, Any] = {}
    asked = as_numpy(base)[:1, ..., :3]
    for picture in pictures:
        request = ScenePictureRequest(scene=scene, picture=picture, base=asked.copy(), settings=dict(settings))
        answer = services.get(Dispatcher).decide(HOOK, failing_refuses=False, request=request)
        if answer is None:
            continue
        plugin, image = answer
        if (checked := _checked(image)) is not None:
            made[picture] = checked
        else:
            message = f"the {picture} of {scene} is no IMAGE of the shape [1,H,W,3] with values of 0 to 1"
            services.get(Registry).hooks.faults.report(plugin, HOOK, message)
    return made


def _checked(image: Any) -> Any | None:
    import numpy

    try:
        array = as_numpy(image)
    except (TypeError, ValueError):
        return None
    if array.ndim != 4 or array.shape[0] != 1 or array.shape[3] != 3 or 0 in array.shape:
        return None
    fits = bool(numpy.isfinite(array).all()) and float(array.min()) >= 0.0 and float(array.max()) <= 1.0
    return array if fits else None
