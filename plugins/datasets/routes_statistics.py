"""What the routes that count do: statistics as a job, and the pictures of buckets page by page."""

from typing import Any, Final

from ...core.contracts.datasets import BucketOptions, DatasetSource, Fit, ImageFacts
from ...core.contracts.pools import Pools, no_progress
from ...core.errors import Conflict, NotFound
from ...core.jobs import Job, JobProgress, Jobs
from ...core.routes import RouteCall
from ...core.wire import encode
from .routes_checks import check_bucket, check_options, check_page, check_source, datasets_of
from .routes_folders import SHOWN
from .routes_pictures import tag_at
from .routes_shapes import Bucket, Fits, FitsRequest, FittedImage, StatisticsRequest
from .service import DatasetService

_MOST_MEASURED: Final = 2_000
"""Pictures that a request opens while somebody waits for its answer."""


def statistics(call: RouteCall[StatisticsRequest]) -> Job:
    """POST /penstock/datasets/statistics."""
    service, options = datasets_of(call), check_options(call.body.options)
    source = check_source(call, call.body.source)

    def work(progress: JobProgress) -> Any:
        return encode(service.statistics(source, options, progress.report))

    return call.services.get(Jobs).submit(f"Count {source.pool or source.folder}"[:100], work)


def fits(call: RouteCall[FitsRequest]) -> Fits:
    """POST /penstock/datasets/fits."""
    service, body = datasets_of(call), call.body
    check_page(body.start, body.limit)
    if body.bucket is not None:
        check_bucket(body.bucket)
    options, source = check_options(body.options), check_source(call, body.source)
    _check_measured(service, source)
    found = _of_bucket(service, service.facts(source, no_progress), options, body.bucket)
    page = found[body.start : body.start + body.limit]
    return Fits(
        count=len(found), start=body.start, images=tuple(_fitted(call, source, facts, fit) for facts, fit in page)
    )


def _check_measured(service: DatasetService, source: DatasetSource) -> None:
    unmeasured = service.measuring.unmeasured(source)
    if unmeasured > _MOST_MEASURED:
        raise Conflict(
            f"{unmeasured:,} pictures were not measured yet.",
            hint="Ask for the statistics of this folder first.",
            field="source",
            details={"unmeasured": unmeasured},
        )


def _of_bucket(
    service: DatasetService, facts: tuple[ImageFacts, ...], options: BucketOptions, bucket: Bucket | None
) -> list[tuple[ImageFacts, Fit | None]]:
    """Every picture with its bucket, or those of `bucket`; what cannot be read has none."""
    fitted = [(one, None if one.problem else service.fit(one.width, one.height, options)) for one in facts]
    if bucket is None:
        return fitted
    wanted = (bucket.width, bucket.height)
    return [(one, fit) for one, fit in fitted if fit is not None and (fit.width, fit.height) == wanted]


def _fitted(call: RouteCall[Any], source: DatasetSource, facts: ImageFacts, fit: Fit | None) -> FittedImage:
    return FittedImage(
        name=facts.name,
        slot=facts.name if source.pool else None,
        tag=_tag(call, source, facts.name),
        width=facts.width,
        height=facts.height,
        fit=fit,
        caption=None if facts.caption is None else facts.caption[:SHOWN],
        mask=facts.mask,
        problem=facts.problem,
    )


def _tag(call: RouteCall[Any], source: DatasetSource, name: str) -> str:
    if not source.pool:
        return tag_at(datasets_of(call).places.to_load(source.folder).path / name)
    try:
        return call.services.get(Pools).store.slot(source.pool, name).image_tag
    except NotFound:  # removed while the page was made
        return ""
