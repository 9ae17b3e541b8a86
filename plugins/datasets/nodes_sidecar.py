"""The node `Sidecar`: a text that is to be saved beside each image."""

from typing import Any

from ...core.contracts.datasets import SIDECAR
from ...core.errors import PenstockError
from ...core.nodes import STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services
from .sidecar import EXTENSIONS, appended, text_of


def sidecar() -> NodeSpec:
    """Sidecar."""
    return NodeSpec(
        id="Sidecar",
        display_name="Sidecar",
        category="Penstock/Datasets",
        description="A text to save beside each image, as a caption or as data. Chain several: each needs another name "
        "or extension.",
        search_aliases=("caption", "text file", "save text", "json", "metadata"),
        inputs=(
            InputSpec(id="content", type=STRING, socket=True, tooltip="The text."),
            InputSpec(
                id="name",
                type=STRING,
                default="",
                tooltip="What comes between the number and the extension. Empty for captions: the text has the name "
                "of its image then.",
            ),
            InputSpec(
                id="extension", type=STRING, default=".txt", tooltip=f"The kind of file: {', '.join(EXTENSIONS)}."
            ),
            InputSpec(id="sidecar", type=SIDECAR, optional=True, tooltip="Texts that are saved, too."),
        ),
        outputs=(OutputSpec(id="sidecar", type=SIDECAR, tooltip="All texts, for Save Image (Sidecars)."),),
        run=_run,
        validate=_validate,
    )


def _run(
    _call: NodeCall, *, content: Any, name: str = "", extension: str = ".txt", sidecar: Any = None
) -> tuple[list[dict[str, str]]]:
    return (appended(sidecar, text_of(content, name, extension)),)


def _validate(_services: Services, *, name: str | None = None, extension: str | None = None) -> bool | str:
    """Before anything is computed; linked inputs (None) are known in the run only."""
    try:
        text_of("", "" if name is None else name, ".txt" if extension is None else extension)
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True
