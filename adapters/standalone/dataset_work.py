"""What the commands of `penstock datasets` do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from attrs import evolve

from ...core.contracts.datasets import (
    BucketOptions,
    DatasetExport,
    Datasets,
    DatasetSource,
    DatasetStatistics,
    ExportPlan,
    ExportRequest,
    FolderListing,
    Progress,
)
from ...core.errors import PenstockError
from ...core.services import Services
from ...core.wire import encode
from ...plugins.datasets.companions import InFolders, There
from ...plugins.datasets.loading import image_with
from ...plugins.datasets.nodes_export_pool import pool_named
from ...plugins.datasets.service import DatasetService
from .doctor import Report
from .headless import headless
from .paths import data_paths, default_data
from .said_warnings import Say, said_warnings

_MOST_SHOWN: Final = 10
_WIDEST: Final = 60
_LONGEST: Final = 200


@contextmanager
def opened(data: Path | None, say: Say) -> Iterator[Services]:
    """The services on a data folder while the block runs."""
    with said_warnings(say), headless(data_paths(data or default_data())) as started:
        yield started.application.services


def shown(report: Report, what: str) -> Progress:
    """The pictures that are done, on the terminal."""
    return lambda done, total: report(done, total, what)


def folder_of(services: Services, folder: str) -> str:
    """The address of a folder that may be written as a shell completes it: one that exists here is meant as a path."""
    path = Path(folder).expanduser()
    known = {found.path.resolve() for found in services.get(Datasets).folders() if not found.problem}
    here = path.resolve() if folder and path.exists() else None
    if here is not None and any(here.is_relative_to(root) for root in known):
        return str(here)
    return folder


def listed(services: Services, folder: str, depth: int) -> tuple[FolderListing, list[dict[str, Any]]]:
    """The pictures of a folder, each with its caption and whether it has a mask file, or with what is wrong."""
    service = cast("DatasetService", services.get(Datasets))
    listing = service.listing(folder_of(services, folder), depth)
    there = InFolders(service.places)
    return listing, [_row(listing, name, there) for name in listing.names]


def _row(listing: FolderListing, name: str, there: There) -> dict[str, Any]:
    try:
        image = image_with(listing.path / name, name, there)
    except PenstockError as error:
        return {"name": name, "caption": None, "mask": False, "problem": error.message}
    return {"name": name, "caption": image.caption, "mask": image.mask_file is not None}


def listed_text(rows: list[dict[str, Any]]) -> str:
    """A line for each."""
    width = min(_WIDEST, max((len(row["name"]) for row in rows), default=0))
    return "\n".join(_line(row, width) for row in rows)


def _line(row: dict[str, Any], width: int) -> str:
    """A mark for its mask, its name, its caption in one line."""
    text = " ".join((row.get("problem") or row["caption"] or "").split())[:_LONGEST]
    name = row["name"].replace("\n", "\\x0a")
    return f"{'m' if row['mask'] else ' '}  {name:<{width}}  {text}".rstrip()


def counted(
    services: Services, folder: str, depth: int, pool: str, options: BucketOptions, report: Report
) -> DatasetStatistics:
    """The statistics of a folder, or of a pool where one is named."""
    if pool:
        source = DatasetSource(pool=pool_named(services, pool))
    else:
        source = DatasetSource(folder=folder_of(services, folder), depth=depth)
    return services.get(Datasets).statistics(source, options, shown(report, pool or folder))


def statistics_json(found: DatasetStatistics) -> Any:
    """For programs."""
    return encode(found)


def statistics_text(found: DatasetStatistics) -> str:
    """The counts, the buckets, the first tags, and what to look at."""
    captions = found.captions
    lines = [
        f"{found.images:,} pictures, {found.bytes / 1e6:,.1f} MB, {found.unreadable:,} unreadable",
        f"captions: {captions.present:,}, empty {captions.empty:,}, missing {captions.missing:,}",
        f"masks:    {found.masks:,}",
        f"formats:  {_counts(found.kinds.items())}",
        "buckets:",
        *(_bucket(one) for one in found.buckets),
        f"tags ({found.tags_in_all:,}): {_counts((one.tag, one.images) for one in found.tags[:_MOST_SHOWN])}",
    ]
    for warning in found.warnings:
        names = f" ({', '.join(warning.names[:_MOST_SHOWN])})" if warning.names else ""
        lines.append(f"! {warning.message} {warning.hint}{names}")
    return "\n".join(lines)


def _counts(pairs: Any) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in pairs) or "none"


def _bucket(one: Any) -> str:
    size = f"{one.width} x {one.height}"
    return f"  {size:>11}  {one.images:>6,}  {one.cropped:4.0%} cut off, {one.enlarged:,} enlarged too much"


def planned(services: Services, request: ExportRequest) -> tuple[ExportRequest, ExportPlan]:
    """The request with the pool's id, and what it would do. `request.pool` may be the name of a profile."""
    meant = evolve(request, pool=pool_named(services, request.pool))
    return meant, services.get(Datasets).plan_export(meant)


def exported(services: Services, request: ExportRequest, report: Report) -> DatasetExport:
    """Write the training folder."""
    return services.get(Datasets).export(request, shown(report, request.folder))


def exported_text(made: DatasetExport) -> str:
    """One line, and one for what was replaced."""
    line = f"{made.path}: {made.images:,} pictures, {made.masks:,} masks, {made.captions:,} captions"
    back = f"\nThe folder that was there: penstock datasets restore {made.trash}" if made.trash else ""
    return line + back


def planned_text(plan: ExportPlan) -> str:
    """One line."""
    replaced = ", replaces what is there" if plan.replaces else ""
    counts = f"{plan.images:,} pictures, {plan.masks:,} masks, {plan.captions:,} captions"
    return f"{plan.path}: {counts}, about {plan.bytes / 1e6:,.1f} MB{replaced}"
