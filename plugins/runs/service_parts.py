"""What the service of runs works with, made at its first use."""

import logging
from collections.abc import Callable
from typing import Final

from attrs import field, frozen

from ...core.clock import Clock
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.database import Database
from ...core.contracts.pictures import Pictures
from ...core.contracts.workflows import Workflows
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.trash import Trash
from .driver import Driver
from .driver_core import Core
from .driver_owners import owner_name
from .driver_threads import Threads
from .hub import RunHub
from .outputs import OutputFiles
from .outputs_trash import OutputTrash
from .ports import MakeLink
from .previews import Previews
from .service_requests import Requests
from .store import RunStore
from .tables import SCHEMA
from .waiting import Pending, pending_mark

_LOG: Final = logging.getLogger("penstock.runs")


@frozen(kw_only=True)
class Around:
    """What the host gives. `drives` says whether this process sends runs, or only looks at them."""

    database: Database
    workflows: Callable[[], Workflows]
    servers: Callable[[], ComfyServers | None]
    pictures: Callable[[], Pictures]
    paths: HostPaths
    files: Files
    clock: Clock
    ids: Ids
    ahead: Callable[[], int]
    keep_events: Callable[[], int]
    drives: Callable[[], bool]
    make_link: Callable[[], MakeLink]
    notify: Callable[[Event], object] = field(repr=False)


@frozen(kw_only=True)
class Parts:
    """See the module."""

    store: RunStore
    driver: Driver
    core: Core
    pending: Pending
    requests: Requests
    outputs: OutputFiles
    trash: OutputTrash
    stop: Callable[[], None]


def parts_of(around: Around, hub: RunHub) -> Parts:
    """Make them, and drive from now on; what other processes change is told by `hub`."""
    owner = owner_name(around.ids.new())
    store = RunStore(around.database, around.clock, around.ids, owner, around.keep_events)
    outputs = OutputFiles(around.paths, around.files, around.pictures)
    core = Core(
        store=store,
        servers=around.servers,
        workflows=around.workflows,
        outputs=outputs,
        paths=around.paths,
        previews=Previews(),
        hub=hub,
        clock=around.clock,
        threads=Threads(),
        ahead=around.ahead,
        make_link=around.make_link(),
        publish=around.notify,
    )
    pending = pending_mark(around.paths, around.files)
    driver = Driver(core, pending)

    def elsewhere() -> None:
        hub.kick()
        driver.wake()

    end_watch = around.database.watch(SCHEMA, elsewhere)

    def stop() -> None:
        end_watch()
        driver.stop()
        hub.stop()
        core.threads.close()

    folder = around.paths.output / "penstock"
    trash = Trash(around.paths.private / "trash", folder / ".trash", around.files, around.clock, around.ids)
    parts = Parts(
        store=store,
        driver=driver,
        core=core,
        pending=pending,
        requests=Requests(around.workflows, around.servers),
        outputs=outputs,
        trash=OutputTrash(outputs, trash),
        stop=stop,
    )
    _tidy(parts)
    if around.drives():
        driver.start()
    return parts


def _tidy(parts: Parts) -> None:
    try:
        parts.trash.forget(parts.store.expire())
        parts.trash.expire()
    except PenstockError as error:
        _LOG.warning("Deleted runs could not be tidied up: %s", error)
