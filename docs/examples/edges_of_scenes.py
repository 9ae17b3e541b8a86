"""A plugin that derives a picture of a scene: its edges, wherever `canny` is wanted and nobody linked one."""

import numpy as np

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy

PLUGIN = Plugin(name="edges_of_scenes", title="Edges of scenes", version="1.0", requires=("scenes",))


@hookimpl
def penstock_derive_scene_picture(request):
    """White lines on black, drawn fully from the high threshold on and faintly from the low one; else no opinion."""
    if request.picture != "canny":
        return None
    low = request.settings.get("canny_low_threshold", 100) / 255
    high = request.settings.get("canny_high_threshold", 200) / 255
    gray = as_numpy(request.base)[0].mean(axis=2)
    down, across = np.gradient(gray)
    lines = np.clip((np.hypot(down, across) * 2 - low) / max(high - low, 1 / 255), 0, 1)
    return np.repeat(lines[None, :, :, None], 3, axis=3).astype(np.float32)
