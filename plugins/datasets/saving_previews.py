"""What a node shows of images that were saved: where the host serves them, or as copies in its temporary folder."""

import logging
from collections.abc import Sequence
from typing import Final

from ...core.files import Files
from ...core.host import HostPaths
from .saving import SavedSet

_LOG: Final = logging.getLogger("penstock.datasets")
_COPY: Final = ".png"


def shown(paths: HostPaths, files: Files, sets: Sequence[SavedSet]) -> list[dict[str, str]]:
    """The `ui.images` of a node: name, subfolder, and which of the host's folders (output, input, temp).

    What lies elsewhere is copied; where that fails it is saved all the same, and not shown.
    """
    return [one for saved in sets if (one := _served(paths, saved) or _copied(paths, files, saved)) is not None]


def _served(paths: HostPaths, saved: SavedSet) -> dict[str, str] | None:
    for kind, root in (("output", paths.output), ("input", paths.input)):
        real = root.resolve()
        if saved.folder.is_relative_to(real):
            below = saved.folder.relative_to(real).as_posix()
            return {"filename": saved.image, "subfolder": "" if below == "." else below, "type": kind}
    return None


def _copied(paths: HostPaths, files: Files, saved: SavedSet) -> dict[str, str] | None:
    try:
        with files.stage(paths.temp, _COPY, passing=True) as staged:
            files.copy(saved.folder / saved.image, staged)
    except OSError as error:
        _LOG.warning("%s was saved, but cannot be shown: %s", saved.image, error)
        return None
    return {"filename": staged.path.name, "subfolder": "", "type": "temp"}
