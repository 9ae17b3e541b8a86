"""The node `FolderImageLoader`: one picture of a folder after the other, with its caption and its mask."""

from typing import Final, cast

from ...core.contracts.datasets import Datasets, FolderListing
from ...core.errors import BadName, NotFound, PenstockError
from ...core.nodes import IMAGE, INT, MASK, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_loader_fingerprint import failed, state_of
from .nodes_loader_runs import RunListings
from .service import DatasetService

CATEGORY: Final = "Penstock/Datasets"
_LARGEST: Final = 2**64 - 1
_DEEPEST: Final = 64


def folder_image_loader() -> NodeSpec:
    """Folder Image Loader."""
    node = _Loader()
    return NodeSpec(
        id="FolderImageLoader",
        display_name="Folder Image Loader",
        category=CATEGORY,
        description="A picture of a folder with its caption and its mask. Each run takes the next one, and the run "
        "after the last one says so.",
        search_aliases=("load images from folder", "batch loader", "dataset", "folder", "directory", "caption"),
        inputs=_INPUTS,
        outputs=_OUTPUTS,
        run=node.run,
        fingerprint=node.fingerprint,
        validate=_validate,
    )


_INPUTS: Final = (
    InputSpec(
        id="folder",
        type=STRING,
        default="",
        tooltip="A folder: cats or input/cats in the input folder, output/cats in the output folder, or a whole path "
        "that the settings allow. Empty is the input folder.",
    ),
    InputSpec(
        id="index",
        type=INT,
        default=0,
        minimum=0,
        maximum=_LARGEST,
        control_after_generate="increment",
        tooltip="The place of the picture, 0 is the first. Pictures come in natural order: 2 before 10.",
    ),
    InputSpec(
        id="depth",
        type=INT,
        default=0,
        minimum=-1,
        maximum=_DEEPEST,
        tooltip="How many levels of folders below are looked into: 0 none, -1 all.",
    ),
)

_OUTPUTS: Final = (
    OutputSpec(id="image", type=IMAGE, tooltip="The picture as Load Image makes it."),
    OutputSpec(id="text", type=STRING, tooltip="Its caption: the .txt or .caption file beside it, empty without one."),
    OutputSpec(
        id="mask",
        type=MASK,
        tooltip="The mask file (name-masklabel.png, or masks/name.png), else what is transparent; as large as the "
        "picture, painted is 1.",
    ),
    OutputSpec(id="filename", type=STRING, tooltip="The name of the file without its extension."),
    OutputSpec(id="index", type=INT, tooltip="The place of the picture."),
)


class _Loader:
    """The node's functions, which share the listings of a run."""

    def __init__(self) -> None:
        self._runs = RunListings()

    def run(self, call: NodeCall, *, folder: str = "", index: int = 0, depth: int = 0) -> NodeResult:
        """The picture at `index`; `EndOfFolder` after the last one, `NotFound` in an empty folder."""
        datasets = call.services.get(Datasets)
        listing = self._listing(datasets, call.prompt_id, folder, depth)
        item = datasets.load(listing, index)
        return NodeResult(
            values=(item.image, item.caption, item.mask, item.stem, item.index),
            ui={
                "folder": [listing.address],
                "count": [len(listing.names)],
                "index": [item.index],
                "name": [listing.names[item.index]],
            },
        )

    def fingerprint(
        self,
        services: Services,
        call: NodeCall,
        *,
        folder: str | None = None,
        index: int | None = None,
        depth: int | None = None,
    ) -> str:
        """Changes whenever the outputs would; None stands for a linked input. What is wrong is said by the run."""
        datasets = services.get(Datasets)
        self._runs.asked(call.prompt_id, call.node_id)

        def listed(text: str, levels: int) -> FolderListing:
            return self._listing(datasets, call.prompt_id, text, levels)

        try:
            return state_of(datasets, listed, folder, index, depth)
        except PenstockError as error:
            return failed(error)

    def _listing(self, datasets: Datasets, run: str, folder: str, depth: int) -> FolderListing:
        return self._runs.of(run, (folder, depth), lambda: datasets.listing(folder, depth))


def _validate(services: Services, *, folder: str | None = None) -> bool | str:
    """What is wrong with a folder that can never be used; one that is not there yet may be made by the run."""
    if folder is None:
        return True
    try:
        cast("DatasetService", services.get(Datasets)).places.to_load(folder)
    except BadName as error:
        return f"{error.message} {error.hint}".strip()
    except NotFound:
        return True
    return True
