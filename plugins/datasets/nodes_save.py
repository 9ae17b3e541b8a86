"""The node `SaveImageSidecars`: images as numbered PNG files, each with its texts beside it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from ...core.contracts.datasets import SIDECAR, Datasets
from ...core.contracts.pictures import Pictures
from ...core.errors import Invalid, PenstockError
from ...core.files import Files
from ...core.host import HostPaths
from ...core.nodes import IMAGE, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec
from ...core.services import Services

if TYPE_CHECKING:
    from .saving import SavedSet, SavingSidecars
    from .service import DatasetService


def save_image_sidecars() -> NodeSpec:
    """Save Image (Sidecars)."""
    return NodeSpec(
        id="SaveImageSidecars",
        display_name="Save Image (Sidecars)",
        category="Penstock/Datasets",
        description="Saves images as PNG files, each with its texts beside it: all of them or none. Nothing is "
        "overwritten.",
        search_aliases=("save", "save image", "export", "caption", "save with text", "dataset"),
        inputs=_INPUTS,
        run=_run,
        validate=_validate,
        is_output=True,
    )


_INPUTS: Final = (
    InputSpec(id="images", type=IMAGE, tooltip="The images to save. Each gets all texts."),
    InputSpec(
        id="filename_prefix",
        type=STRING,
        default="ComfyUI",
        tooltip="What the names begin with. It may hold %width%, %height%, %year%, %month%, %day%, %hour%, %minute%, "
        "%second% and %batch_num%, and folders.",
    ),
    InputSpec(
        id="output_folder",
        type=STRING,
        default="output",
        tooltip="A folder: output/cats or cats in the output folder, input/cats in the input folder, or a whole path "
        "that the settings allow.",
    ),
    InputSpec(id="sidecar", type=SIDECAR, optional=True, tooltip="The texts, from Sidecar."),
)


def _run(
    call: NodeCall, *, images: Any, filename_prefix: str = "ComfyUI", output_folder: str = "output", sidecar: Any = None
) -> NodeResult:
    shape = tuple(int(side) for side in getattr(images, "shape", ()))
    if len(shape) != 4 or not all(shape):
        raise Invalid(f"An IMAGE has the shape [B,H,W,C], not {list(shape)}.", field="images")
    count, height, width, _ = shape
    sets = _saving(call.services).save(
        _encoded(call, images, count), filename_prefix, output_folder, sidecar, size=(width, height)
    )
    return NodeResult(ui={"images": _shown(call.services, sets)})


def _encoded(call: NodeCall, images: Any, count: int) -> Sequence[Callable[[], bytes]]:
    """Made one by one, while it is saved, so that it can be stopped and its progress shows."""
    pictures, text = call.services.get(Pictures), call.metadata

    def made(place: int) -> Callable[[], bytes]:
        def one() -> bytes:
            if call.interrupted():
                raise Interrupted
            data = pictures.png(images[place], text)
            call.progress(place + 1, count)
            return data

        return one

    return [made(place) for place in range(count)]


def _shown(services: Services, sets: "Sequence[SavedSet]") -> list[dict[str, str]]:
    from .saving_previews import shown

    return shown(services.get(HostPaths), services.get(Files), sets)


def _validate(
    services: Services, *, filename_prefix: str | None = None, output_folder: str | None = None
) -> bool | str:
    """Before anything is computed; linked inputs (None) are known in the run only."""
    prefix = "ComfyUI" if filename_prefix is None else filename_prefix
    folder = "output" if output_folder is None else output_folder
    try:
        _saving(services).check(prefix, folder)
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def _saving(services: Services) -> "SavingSidecars":
    return cast("DatasetService", services.get(Datasets)).saving
