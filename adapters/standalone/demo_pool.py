"""The pool of the demo: real photographs with labels, one of them with a mask."""

import io
import mimetypes
from pathlib import Path
from typing import Final

from ...core.contracts.pools import Pools, Slot
from ...core.contracts.uploads import Upload
from ...core.errors import PenstockError
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services
from ...core.values import frozen

POOL: Final = "demo"
FOLDER: Final = Path(__file__).parent / "demo_photographs"
GRAPH: Final = Path(__file__).parent / "demo_graph.json"


@frozen
class Photograph:
    """One picture of the demo; `ellipse` (left, top, right, bottom, parts of the picture) is what its mask covers."""

    file_name: str
    label: str
    ellipse: tuple[float, float, float, float] | None = None


PHOTOGRAPHS: Final = (
    Photograph("astronaut.jpg", "astronaut Eileen Collins, portrait, orange suit", (0.28, 0.02, 0.6, 0.42)),
    Photograph("cat.png", "a tabby cat, close up"),
    Photograph("coffee.jpg", "a cup of coffee on a wooden table"),
    Photograph("rocket.jpg", "a rocket at its launch, at dusk"),
    Photograph("hubble_deep_field.jpg", "galaxies, the deepest photograph of the sky"),
    Photograph("photographer.png", "a man with a camera, black and white"),
)


def fill(services: Services) -> Slot:
    """Add the photographs to the pool `demo`, where it has none yet; the one with a mask is selected. Blocks."""
    pools, paths, files = services.get(Pools), services.get(HostPaths), services.get(Files)
    state = pools.ensure(POOL)
    if state.count == 0:
        _add(pools, paths, files)
        state = pools.ensure(POOL)
    slot, _ = pools.store.at(POOL, -1) or (Slot(id="", image=""), 0)
    return slot


def _add(pools: Pools, paths: HostPaths, files: Files) -> None:
    added = pools.add(
        POOL, [_upload(FOLDER / one.file_name) for one in PHOTOGRAPHS], labels=[one.label for one in PHOTOGRAPHS]
    )
    for photograph, result in zip(PHOTOGRAPHS, added, strict=True):
        if result.slot is None:
            raise PenstockError(f"The demo photograph {photograph.file_name} was refused: {result.error}")
        if photograph.ellipse is not None:
            _paint(pools, paths, files, result.slot, photograph.ellipse)
            pools.select(POOL, result.slot.id)


def _upload(path: Path) -> Upload:
    kind = mimetypes.guess_type(path.name)[0] or ""
    return Upload(path=path, file_name=path.name, content_type=kind, size=path.stat().st_size)


def _paint(
    pools: Pools, paths: HostPaths, files: Files, slot: Slot, ellipse: tuple[float, float, float, float]
) -> None:
    """A white ellipse on black, as the mask of `slot`."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (slot.width, slot.height), 0)
    left, top, right, bottom = ellipse
    box = (left * slot.width, top * slot.height, right * slot.width, bottom * slot.height)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    data = io.BytesIO()
    mask.save(data, "PNG")
    with files.stage(paths.private, ".mask.png") as staged:
        staged.write(data.getvalue())
    try:
        pools.set_mask(POOL, slot.id, Upload(path=staged.path, file_name="mask.png", content_type="image/png"))
    finally:
        files.discard(staged.path)
