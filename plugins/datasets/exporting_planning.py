"""What an export would write, and everything that speaks against it, before anything is written."""

from collections.abc import Sequence
from typing import Final

from ...core.contracts.datasets import (
    BucketOptions,
    DatasetSource,
    DatasetWarning,
    ExportPlan,
    ExportRequest,
    ImageFacts,
)
from ...core.contracts.pictures import Pictures
from ...core.errors import Invalid, PenstockError
from .exporting_choosing import Chosen, named
from .exporting_encoding import MOST_OF_WEBP, is_kept
from .exporting_headers import Header, header_of
from .exporting_names import names_for
from .exporting_own import own_files
from .exporting_places import Place
from .exporting_staging import has_caption
from .fitting import fit
from .statistics import statistics_of

_BYTES_OF_A_PIXEL: Final = {"png": 1.7, "jpg": 0.35, "webp": 0.25}
_BYTES_OF_A_MASK: Final = 0.02
_NAMED: Final = 20
_OF_BUCKETS: Final = frozenset({"enlarged", "cropped", "lone_buckets"})
_OF_CAPTIONS: Final = frozenset({"missing_captions", "empty_captions"})


def check(request: ExportRequest) -> None:
    """`Invalid` for options that go with no picture at all."""
    if request.masks == "alpha" and request.images == "jpg":
        raise Invalid(
            "JPEG has no transparency to keep a mask in.",
            hint="Export PNG or WebP, or masks as files.",
            field="masks",
        )
    if not 1 <= request.quality <= 100:
        raise Invalid(f"The quality is 1 to 100, not {request.quality}.", field="quality")
    names_for(request.prefix, 1)
    if request.fit is not None:
        fit(1, 1, request.fit)


def plan_of(pictures: Pictures, request: ExportRequest, place: Place, found: Sequence[Chosen]) -> ExportPlan:
    """The plan. Reads the header of every picture; raises what writing one of them would raise, as far as it tells."""
    headers = [_header(one) for one in found]
    sizes = [_size(pictures, one) for one in found]
    for one, size in zip(found, _fitted(request, sizes), strict=True):
        _check_size(request, one, size)
    return ExportPlan(
        folder=place.found.address,
        path=place.found.path,
        images=len(found),
        masks=0 if request.masks == "none" else sum(one.mask is not None for one in found),
        captions=sum(has_caption(request, one) for one in found),
        bytes=sum(_bytes(request, *each) for each in zip(found, headers, sizes, _fitted(request, sizes), strict=True)),
        replaces=place.replaces,
        warnings=(
            *(own_files(place.found.path) if place.replaces else ()),
            *_clear(request, found, headers),
            *_warnings(request, found, sizes),
        ),
    )


def _header(one: Chosen) -> Header:
    try:
        return header_of(one.image)
    except PenstockError as error:
        raise named(error, one) from error


def _size(pictures: Pictures, one: Chosen) -> tuple[int, int]:
    """Upright pixels; of the slot where it knows them."""
    if one.slot.width and one.slot.height:
        return one.slot.width, one.slot.height
    try:
        return pictures.size(one.image)
    except PenstockError as error:
        raise named(error, one) from error


def _fitted(request: ExportRequest, sizes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What each is resized to."""
    if request.fit is None:
        return list(sizes)
    fits = (fit(*size, request.fit) for size in sizes)
    return [(found.width, found.height) for found in fits]


def _check_size(request: ExportRequest, one: Chosen, size: tuple[int, int]) -> None:
    if request.images == "webp" and max(size) > MOST_OF_WEBP:
        error = Invalid(
            f"A WebP picture has at most {MOST_OF_WEBP:,} pixels along a side, this one {size[0]} x {size[1]}.",
            hint="Export PNG or JPEG, or fit the pictures into buckets.",
            field="images",
        )
        raise named(error, one)


def _bytes(request: ExportRequest, one: Chosen, header: Header, size: tuple[int, int], fitted: tuple[int, int]) -> int:
    """About what its files take."""
    area = fitted[0] * fitted[1]
    kept = is_kept(request, one, header) and size == fitted
    kind = "png" if request.images == "keep" else request.images
    picture = _stored(one) if kept else area * _BYTES_OF_A_PIXEL[kind]
    mask = area * _BYTES_OF_A_MASK if one.mask is not None and request.masks != "none" else 0
    return int(picture + mask) + (len(one.slot.label.encode("utf-8", "replace")) if has_caption(request, one) else 0)


def _stored(one: Chosen) -> int:
    try:
        return one.image.stat().st_size
    except OSError:
        return 0  # gone since: the export says so


def _clear(request: ExportRequest, found: Sequence[Chosen], headers: Sequence[Header]) -> tuple[DatasetWarning, ...]:
    if request.masks not in ("file", "folder"):
        return ()
    names = [
        one.slot.id
        for one, header in zip(found, headers, strict=True)
        if one.mask is None and header.may_be_clear and is_kept(request, one, header)
    ]
    if not names:
        return ()
    which = "1 picture" if len(names) == 1 else f"{len(names):,} pictures"
    message = f"{which} without a mask may be transparent: then an empty mask is written, too."
    hint = "Export as PNG to leave the transparency out, or paint a mask."
    return (DatasetWarning(code="transparent", message=message, hint=hint, images=len(names), names=_first(names)),)


def _first(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[:_NAMED])


def _warnings(
    request: ExportRequest, found: Sequence[Chosen], sizes: Sequence[tuple[int, int]]
) -> tuple[DatasetWarning, ...]:
    """Those of the statistics, as far as they are about what is written."""
    facts = [
        ImageFacts(
            name=one.slot.id,
            width=size[0],
            height=size[1],
            caption=one.slot.label if has_caption(request, one) else None,
            mask=one.mask is not None,
        )
        for one, size in zip(found, sizes, strict=True)
    ]
    left_out = (_OF_BUCKETS if request.fit is None else frozenset()) | (
        _OF_CAPTIONS if request.captions == "none" else frozenset()
    )
    made = statistics_of(DatasetSource(pool=request.pool), request.fit or BucketOptions(), facts).warnings
    return tuple(one for one in made if one.code not in left_out)
