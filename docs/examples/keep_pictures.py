"""A plugin on runs: every picture that a run makes is kept in the pool `kept_pictures`, with the title of its run."""

import logging
from concurrent.futures import ThreadPoolExecutor

from penstock import Plugin, hookimpl
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.runs import Runs
from penstock.core.contracts.uploads import Upload
from penstock.core.dispatch import Dispatcher
from penstock.core.errors import PenstockError
from penstock.core.events.runs import RunCompleted
from penstock.core.services import ServiceSpec

PLUGIN = Plugin(name="keep_pictures", title="Keep pictures", version="1.0", requires=("pools", "runs"))

LOG = logging.getLogger("penstock.plugins.keep_pictures")
POOL = "kept_pictures"


class Keeper:
    """Listens to all events, on the one thread that tells them: the work is done on another one."""

    def __init__(self, services):
        self.services = services
        self.thread = ThreadPoolExecutor(1, "keep-pictures")
        services.get(Dispatcher).listen(self.see)

    def see(self, event):
        """Returns at once."""
        if isinstance(event, RunCompleted):
            self.thread.submit(self.keep, event.run)

    def keep(self, run_id):
        """Copy the pictures of a run; one that went meanwhile is no error."""
        runs, pools = self.services.get(Runs), self.services.get(Pools)
        try:
            run = runs.get(run_id)
            for output in run.outputs:
                if output.kind == "image" and output.sha256 and not output.temporary:
                    path = runs.output(run.id, output.number)
                    upload = Upload(path=path, file_name=output.name, content_type=output.content_type)
                    (added,) = pools.add(POOL, [upload])
                    if added.slot is not None:
                        pools.label(POOL, added.slot.id, run.title)
        except PenstockError as error:
            LOG.warning("The pictures of the run %s are not kept: %s", run_id, error)

    def close(self):
        """Finish what was begun."""
        self.thread.shutdown()


@hookimpl
def penstock_services():
    """Built when Penstock starts, closed when it stops."""
    yield ServiceSpec(contract=Keeper, build=Keeper, close=lambda keeper: keeper.close())


@hookimpl
def penstock_run_failed(event):
    """Say it in the log, with the node."""
    LOG.warning("%s failed in %s: %s", event.title, event.error["node_title"] or "no node", event.error["message"])
