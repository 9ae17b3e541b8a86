"""How far a run is, wherever it is: ended, driven here or elsewhere, or waiting."""

from collections.abc import Iterator
from statistics import fmean

from attrs import evolve

from ...core.contracts.runs import ENDS, Run, RunProgress, RunStatus, ServerState
from .driver_core import NO_SERVER
from .estimating import seconds_queued
from .servers import listed, schemas_of
from .service_parts import Parts
from .waiting_for import Candidate, queued_before, wait_of


def progress_of(parts: Parts, run: str) -> RunProgress:
    """See `Runs.progress`."""
    found = parts.store.get(run)
    if found.status in ENDS:
        percent = 100.0 if found.status is RunStatus.COMPLETED else 0.0
        return RunProgress(
            run=run, prompt_id=found.prompt_id, status=found.status, progress=percent, server=found.server
        )
    live = parts.driver.progress(run)
    if live is not None:
        return evolve(live, waits_for_server=_title(parts, live.server)) if live.waits_for == NO_SERVER else live
    if found.status is RunStatus.RUNNING or found.server:
        return RunProgress(run=run, prompt_id=found.prompt_id, status=found.status, server=found.server)
    return _waiting(parts, found)


def usual_seconds(parts: Parts, document: str) -> float | None:
    """See `Runs.usual_seconds`."""
    states = parts.driver.states()
    online = [state.id for state in states if state.status == "online"]
    for servers in (online, [state.id for state in states]):
        known = [parts.store.durations(document, server).seconds for server in servers]
        if told := [seconds for seconds in known if seconds is not None]:
            return fmean(told)
    return None


def _waiting(parts: Parts, run: Run) -> RunProgress:
    candidates = list(_candidates(parts, run))
    online = [one.id for one in candidates if one.online]
    needs = parts.store.needs(run.id)
    position = queued_before(candidates, needs) + parts.store.before(run.id)
    wait = wait_of(candidates, needs, held=run.held)
    usual = next(
        (told.seconds for server in online if (told := parts.store.durations(run.document, server)).seconds), None
    )
    return RunProgress(
        run=run.id,
        prompt_id=run.prompt_id,
        status=run.status,
        queue_position=position,
        seconds_left=seconds_queued(position, usual, len(online)) if online else None,
        waits_for=wait.reason,
        waits_for_server=wait.server,
    )


def _candidates(parts: Parts, run: Run) -> Iterator[Candidate]:
    servers = parts.core.servers()
    states = {state.id: state for state in parts.driver.states()}
    sent = parts.store.on_servers()
    for one in listed(servers):
        if run.wanted_server == one.id or not (run.wanted_server or one.only_wanted):
            schemas, state = schemas_of(servers, one.id), states.get(one.id)
            yield Candidate(
                id=one.id,
                title=one.title,
                online=state is not None and state.status == "online",
                classes=None if schemas is None else schemas.keys(),
                queued=_queued(state, sent.get(one.id, (0, 0))[1]),
            )


def _queued(state: ServerState | None, sent: int) -> int:
    """`sent` are ours of all processes; those of other processes are among the server's `others`, too."""
    return sent if state is None else max(sent, state.waiting + state.others)


def _title(parts: Parts, server: str) -> str:
    return next((one.title for one in listed(parts.core.servers()) if one.id == server), "")
