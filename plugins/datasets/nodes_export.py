"""The node `PoolExport`: a pool, or a part of it, as a training folder."""

from typing import Any, Final, cast

from ...core.contracts.datasets import Datasets, ExportRequest, SlotFilter
from ...core.errors import Invalid, PenstockError
from ...core.nodes import COMBO, INT, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_bucket_options import bucket_options, number_of
from .nodes_export_pool import any_change, pool_named, slots_state
from .service import DatasetService

POOL_PROFILE: Final = "POOL_PROFILE"
"""The type of links that carry a pool's id."""

LABELS: Final = ("any", "with", "without")
PICTURES: Final = ("keep", "png", "jpg", "webp")
MASKS: Final = ("file", "folder", "alpha", "none")
CAPTIONS: Final = ("txt", "caption", "none")
EXISTING: Final = ("number", "replace", "refuse")
_SMALLEST: Final = 64


def pool_export() -> NodeSpec:
    """Pool Export."""
    return NodeSpec(
        id="PoolExport",
        display_name="Pool Export",
        category="Penstock/Datasets",
        description="Writes a pool, or the part of it that you describe, as a folder to train with: pictures in the "
        "pool's order, labels as captions, masks beside them. The folder is there whole or not at all.",
        search_aliases=("export dataset", "training folder", "save pool", "captions", "lora"),
        is_output=True,
        inputs=(*_WHAT, *_HOW, *_SIZE, _PROFILE),
        outputs=(
            OutputSpec(id="folder", type=STRING, tooltip="The folder that was written, absolute."),
            OutputSpec(id="count", type=INT, tooltip="How many pictures were written."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


_WHAT: Final = (
    InputSpec(id="pool", type=STRING, default="", tooltip="The id of a pool, or the name of a profile."),
    InputSpec(
        id="folder",
        type=STRING,
        default="datasets/export",
        tooltip="Where it goes: datasets/cats lies in the output folder, input/cats in the input folder; a whole path "
        "where the settings allow it.",
    ),
    InputSpec(
        id="words",
        type=STRING,
        default="",
        tooltip='Only images whose label has these words: cat -dog "red hat" wants cat and red hat, and no dog. Empty '
        "takes all.",
    ),
    InputSpec(
        id="labels", type=COMBO, default="any", options=LABELS, tooltip="Only images with a label, or without one."
    ),
)
_HOW: Final = (
    InputSpec(
        id="pictures",
        type=COMBO,
        default="keep",
        options=PICTURES,
        tooltip="keep writes the files as they are; the others write them anew.",
    ),
    InputSpec(
        id="masks",
        type=COMBO,
        default="file",
        options=MASKS,
        tooltip="file: 0001-masklabel.png beside 0001.png. folder: masks/0001.png. Both are white where painted. "
        "alpha: the picture is transparent where painted.",
    ),
    InputSpec(
        id="captions",
        type=COMBO,
        default="txt",
        options=CAPTIONS,
        tooltip="The labels as 0001.txt or 0001.caption. An image without a label has none.",
    ),
    InputSpec(
        id="existing",
        type=COMBO,
        default="number",
        options=EXISTING,
        tooltip="Where the folder is there: number writes cats-2, replace moves an earlier export to the trash with "
        "all that was changed in it, refuse stops.",
    ),
)
_SIZE: Final = (
    InputSpec(
        id="resolution",
        type=INT,
        default=0,
        minimum=0,
        maximum=8192,
        tooltip="0 leaves the pictures as they are; 64 and more resizes each to its bucket of at most this many "
        "pixels, squared.",
    ),
    InputSpec(
        id="divisible",
        type=INT,
        default=64,
        minimum=8,
        maximum=256,
        tooltip="The sides of a bucket are multiples of this many pixels.",
    ),
)
_PROFILE: Final = InputSpec(
    id="profile",
    type=POOL_PROFILE,
    default="",
    optional=True,
    socket=True,
    tooltip="From Pool Profile: its pool is exported in place of the one that is named.",
)


def run(call: NodeCall, *, pool: str = "", profile: Any = "", **options: Any) -> NodeResult:
    """The folder and the count. Raises what `Datasets.export` raises."""
    request = _request(pool_named(call.services, pool, profile), **options)

    def watched(done: int, total: int) -> None:
        if call.interrupted():
            raise Interrupted
        call.progress(done, max(1, total))

    made = _service(call.services).export(request, watched)
    shown: dict[str, list[Any]] = {
        "folder": [made.folder],
        "count": [made.images],
        "masks": [made.masks],
        "captions": [made.captions],
    }
    if made.trash is not None:
        shown["trash"] = [made.trash]
    return NodeResult(values=(str(made.path), made.images), ui=shown)


def _request(
    pool: str,
    *,
    folder: str = "datasets/export",
    words: str = "",
    labels: Any = "any",
    pictures: Any = "keep",
    masks: Any = "file",
    captions: Any = "txt",
    existing: Any = "number",
    resolution: Any = 0,
    divisible: Any = 64,
) -> ExportRequest:
    """What the inputs ask for; hosts do not check what is linked."""
    for name, text in (("folder", folder), ("words", words)):
        if not isinstance(text, str):
            raise Invalid(f"{name} is a text, not {repr(text)[:40]}.", hint="Change what is linked to it.", field=name)
    _check("labels", labels, LABELS)
    _check("pictures", pictures, PICTURES)
    _check("masks", masks, MASKS)
    _check("captions", captions, CAPTIONS)
    _check("existing", existing, EXISTING)
    resolution = number_of("resolution", resolution, whole=True)
    if resolution < 0 or 0 < resolution < _SMALLEST:
        told = f"resolution is 0, or {_SMALLEST} and more, not {resolution}."
        raise Invalid(told, hint="0 leaves the pictures as they are.", field="resolution")
    return ExportRequest(
        pool=pool,
        folder=folder,
        filter=SlotFilter(words=words, labels=labels),
        existing=existing,
        images=pictures,
        masks=masks,
        captions=captions,
        fit=bucket_options(resolution, divisible, 1.5) if resolution else None,
    )


def _service(services: Services) -> DatasetService:
    return cast("DatasetService", services.get(Datasets))


def _check(name: str, value: Any, options: tuple[str, ...]) -> None:
    if value not in options:
        raise Invalid(f"{name} is one of {', '.join(options)}, not {repr(value)[:40]}.", field=name)


def validate(
    services: Services, *, pool: str | None = None, folder: str | None = None, profile: Any = ""
) -> bool | str:
    """True, or what is wrong with what is saved with the workflow; what is linked (None) is known in the run only."""
    try:
        if folder is not None:
            _service(services).places.to_save(folder)
        if pool is not None and profile is not None:
            pool_named(services, pool, profile)
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def fingerprint(services: Services, *, pool: str | None = None, profile: Any = "", **options: Any) -> str:
    """Changes with what would be written, and where the folder of this very export is gone again.

    A linked profile carries its pool's revision in its own fingerprint; a linked pool may become any.
    """
    if pool is None or profile is None:
        return any_change(services) if pool is None else "linked"
    try:
        used = pool_named(services, pool, profile)
        if None in options.values():
            return slots_state(services, used)
        gone = _service(services).exporting.made.times_gone(_request(used, **options))
        return f"{slots_state(services, used)}:{gone}"
    except PenstockError as error:
        return f"{type(error).__name__}: {error}"  # the run raises it
