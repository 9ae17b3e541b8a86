"""Results that could not be fetched when their run ended: they are asked for again when the server is back."""

import logging
from typing import Final

from ...core.contracts.runs import Run
from ...core.errors import PenstockError
from .driver_core import Submission
from .driver_endings import Endings, missing, without_item
from .ports import Unreachable
from .store_ports import KeptOutput, Lease, Phase

_LOG: Final = logging.getLogger("penstock.runs")
_MOST: Final = 10
"""How often the results of a run are asked for while their server is there."""


async def fetch_missing(endings: Endings, tries: dict[str, int]) -> None:
    """Fetch what is missing of the server's runs, as far as it gives it; `tries` counts by run."""
    core = endings.core
    for run in await core.threads.database(core.store.unfetched, endings.link.server.id):
        if endings.link.state.status != "online":
            return
        tries[run] = tries.get(run, 0) + 1
        if tries[run] <= _MOST:
            try:
                await _fetch(endings, await core.threads.database(core.store.get, run))
            except PenstockError as error:
                _LOG.info("Results of the run %s are fetched later: %s", run, error)


async def _fetch(endings: Endings, run: Run) -> None:
    core = endings.core
    one = Submission(run=run, lease=Lease(run.id, 0, core.store.owner), phase=Phase.RUNNING)
    kept = await core.threads.database(core.store.outputs, run.id)
    made = [await _asked(endings, one, each) for each in kept]
    if made != list(kept):
        await core.threads.database(core.store.put_outputs, run.id, made, run.attempt, missing(made))
        core.changed()


async def _asked(endings: Endings, one: Submission, kept: KeptOutput) -> KeptOutput:
    if kept.item is None or kept.file:
        return kept
    try:
        return await endings.fetched(one, kept)
    except FileNotFoundError:
        return without_item(kept)
    except (Unreachable, OSError, PenstockError) as error:
        _LOG.info("A result of the run %s is fetched later: %s", one.run.id, error)
        return kept
