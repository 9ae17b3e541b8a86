"""Runs on servers that this Penstock knows no more: nobody is there to ask how they end."""

from ...core.contracts.runs import ENDS, Run, RunError
from .driver_owners import dead
from .servers import listed
from .service_parts import Parts


def out_of_reach(parts: Parts, run: Run) -> Run:
    """A run that shall be cancelled: at once, where its server is none of ours and no other process drives it."""
    known = {server.id for server in listed(parts.core.servers())}
    if run.status in ENDS or not run.server or run.server in known:
        return run
    store = parts.store
    error = RunError(code="lost", message="Its server is none of the settings any more.")
    for claim in store.adopt_expired([run.server], dead(store.owners())):
        if claim.run.id == run.id:
            store.lose(claim.lease, error)
    return store.get(run.id)
