"""Which storage holds the pools: the one that a plugin answers with, else the folders of this machine."""

from ...core.clock import Clock
from ...core.contracts.pool_storage import PoolStorage
from ...core.dispatch import Dispatcher
from ...core.errors import PluginFailed
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services
from .watch import INTERVAL
from .watch_folders import FolderIds

HOOK = "penstock_pool_storage"


def storage_elsewhere(services: Services) -> PoolStorage | None:
    """What a plugin answers, None where none does; `PluginFailed` where one raises or answers anything else.

    Never the folders instead: pictures would go to a place where nobody looks for them.
    """
    dispatcher = services.get(Dispatcher)
    answered = dispatcher.decide(HOOK, services=services)
    if answered is None:
        return None
    plugin, storage = answered
    if not isinstance(storage, PoolStorage):
        raise PluginFailed(
            f"The plugin {plugin} answers {HOOK} with a {type(storage).__name__} instead of a PoolStorage.",
            hint="Pools do not open. Switch the plugin off, or mend it.",
            details={"plugin": plugin},
        )
    return storage


def storage_in_folders(services: Services) -> PoolStorage:
    """The bundled store: folders of `<input>/grid_pool`."""
    from .store import DiskPoolStore

    paths = services.get(HostPaths)
    root = paths.input / "grid_pool"
    store = DiskPoolStore(root, paths.private / "trash", services.get(Files), services.get(Clock), services.get(Ids))
    return PoolStorage(store=store, title="", ids=FolderIds(root, store.is_half_made), look_every=INTERVAL)
