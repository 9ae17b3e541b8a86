"""`penstock doctor` as a route: checks the pools, and mends them where asked, as a job with progress."""

from typing import Any

from attrs import asdict

from ...core.contracts.pools import Pools
from ...core.errors import NotFound
from ...core.jobs import Job, JobProgress, Jobs
from ...core.routes import RouteCall
from ...core.services import Services
from ...core.values import frozen
from .checking import Finding
from .store import DiskPoolStore


@frozen(kw_only=True)
class Examination:
    """What to do: `mend` changes what can be mended, else nothing is changed."""

    mend: bool = False


def examine(call: RouteCall[Examination]) -> Job:
    """Start the job; `NotFound` where the store in use is not the one on disk."""
    store, mend = _store(call.services), call.body.mend

    def work(progress: JobProgress) -> dict[str, Any]:
        ids = store.pool_ids()
        findings: list[Finding] = []
        for number, pool_id in enumerate(ids):
            progress.report(number, len(ids), pool_id)
            findings += store.mend(pool_id) if mend else store.check(pool_id)
        progress.report(len(ids), len(ids))
        return {"pools": len(ids), "findings": [{**asdict(one), "trouble": one.trouble.value} for one in findings]}

    return call.services.get(Jobs).submit("Mend the pools" if mend else "Check the pools", work)


def _store(services: Services) -> DiskPoolStore:
    store = services.get(Pools).store
    if not isinstance(store, DiskPoolStore):
        kept = services.get(Pools).storage_title
        raise NotFound(f"The doctor examines pools in folders of this machine. {kept}".strip())
    return store
