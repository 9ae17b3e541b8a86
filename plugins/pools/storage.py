"""Which storage holds the pools: the one that a plugin answers with, else the folders of this machine."""

import math

from ...core.clock import Clock
from ...core.contracts.pool_storage import PoolStorage
from ...core.contracts.pools import PoolStore
from ...core.dispatch import Dispatcher
from ...core.errors import PluginFailed
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services
from .storage_note import StorageNote
from .watch import INTERVAL
from .watch_folders import FolderIds

HOOK = "penstock_pool_storage"
_METHODS = tuple(sorted(name for name in vars(PoolStore) if not name.startswith("_")))


def storage_elsewhere(services: Services) -> PoolStorage | None:
    """What a plugin answers, None where none does; `PluginFailed` where one raises or answers anything else.

    Never the folders instead: pictures would go to a place where nobody looks for them.
    """
    dispatcher = services.get(Dispatcher)
    answered = dispatcher.decide(HOOK, services=services)
    note = StorageNote(services)
    if answered is None:
        note.check_nobody_is_missing()
        return None
    plugin, storage = answered
    wrong = _wrong(storage)
    if wrong or not isinstance(storage, PoolStorage):
        raise PluginFailed(
            f"The plugin {plugin} answers {HOOK} with {wrong}.",
            hint="Pools do not open. Switch the plugin off, or mend it.",
            details={"plugin": plugin},
        )
    note.keep(plugin, storage.title)
    return storage


def _wrong(storage: object) -> str:
    """What is wrong with an answer, empty where it can be used."""
    if not isinstance(storage, PoolStorage):
        return f"a {type(storage).__name__} instead of a PoolStorage"
    missing = [name for name in _METHODS if not callable(getattr(storage.store, name, None))]
    if missing:
        return f"a store, {type(storage.store).__name__}, that has no method {missing[0]}"
    ids, every, title = (getattr(storage, part) for part in ("ids", "look_every", "title"))  # typed, but foreign
    if not callable(ids):
        return "ids that cannot be called"
    if type(every) not in (int, float) or not math.isfinite(every):
        return f"look_every {every!r}, which is no number of seconds"
    if not isinstance(title, str) or len(title.splitlines()) > 1:
        return "a title that is not one line of text"
    return ""


def storage_in_folders(services: Services) -> PoolStorage:
    """The bundled store: folders of `<input>/grid_pool`."""
    from .store import DiskPoolStore

    paths = services.get(HostPaths)
    root = paths.input / "grid_pool"
    store = DiskPoolStore(root, paths.private / "trash", services.get(Files), services.get(Clock), services.get(Ids))
    return PoolStorage(store=store, title="", ids=FolderIds(root, store.is_half_made), look_every=INTERVAL)
