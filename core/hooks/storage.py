"""The decide hook of where pools are kept: asked once, in the thread of the start, when the pool service is built.

A plugin that raises keeps pools from opening, and the error is in the plugin list.
"""

from ..contracts.pool_storage import PoolStorage
from ..services import Services
from .markers import decide


@decide
def penstock_pool_storage(services: Services) -> PoolStorage | None:
    """Where all pools of this host are kept, or None for "not by me": without an answer in the folders of this machine.

    Called once at each start, in the thread of the start and before any pool is read: open nothing that may be away, a
    store connects when it is used first. `services` has those of the core (`HostPaths`, `Settings`, `Files`, `Clock`,
    `Ids`) and not yet `Pools`. The first answer counts, in the user's order. A plugin that raises, or answers anything
    else, keeps pools from opening, and is named: pictures never go silently to another place. Since 0.1. Example::

        @hookimpl
        def penstock_pool_storage(services):
            folder = services.get(HostPaths).private / "pools_in_memory"
            store = MemoryPoolStore(folder)
            return PoolStorage(store=store, title="Pools are forgotten at the end.", ids=store.ids)
    """
    return None
