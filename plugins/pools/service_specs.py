"""How the services of pools are built and closed."""

import logging
from contextlib import ExitStack, suppress
from typing import Any, Final, cast

from ...core.clock import Clock
from ...core.contracts.pools import Pools
from ...core.dispatch import Dispatcher
from ...core.errors import DiskFull, ReadOnly
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .arrays import DecodedImages
from .comings import PoolComings
from .nodes_fingerprint import Observations
from .service import PoolService
from .service_uploads import Uploads
from .settings import image_limits, slot_limit
from .storage import storage_elsewhere, storage_in_folders
from .thumbnails import Thumbnails
from .watch import PoolWatcher

_LOG: Final = logging.getLogger("penstock.pools")


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Pools, decoded pictures, thumbnails, and what nodes saw last."""
    return (
        ServiceSpec(contract=Pools, build=_pools, close=lambda pools: cast("PoolService", pools).close()),
        ServiceSpec(contract=DecodedImages, build=_decoded),
        ServiceSpec(contract=Thumbnails, build=_thumbnails),
        ServiceSpec(contract=Observations, build=lambda _services: Observations()),
    )


def _pools(services: Services) -> Pools:
    clock, ids, settings = services.get(Clock), services.get(Ids), services.get(Settings)
    dispatcher = services.get(Dispatcher)
    elsewhere = storage_elsewhere(services)
    storage = elsewhere or storage_in_folders(services)
    resources = ExitStack()
    resources.callback(storage.store.close)
    comings = PoolComings(storage.ids)
    watcher = PoolWatcher(storage.store, comings, dispatcher.notify, storage.look_every)
    if storage.title:
        _LOG.info("%s", storage.title)
    if elsewhere is None:  # another machine may be away, and the start does not wait for it
        watcher.look()
    watcher.start()
    resources.callback(watcher.stop)
    uploads = Uploads(services.get(Files), storage.store.staging, lambda: image_limits(settings))
    with suppress(ReadOnly, DiskFull):  # pools that cannot be written are shown
        storage.store.staging()
    return PoolService(
        storage.store, comings, uploads, dispatcher, clock, ids, slot_limit(settings), resources, storage.title
    )


def _decoded(services: Services) -> DecodedImages:
    settings = services.get(Settings)
    return DecodedImages(limits=lambda: image_limits(settings))


def _thumbnails(services: Services) -> Thumbnails:
    settings = services.get(Settings)
    quota = int(settings.get("pools.thumbnail_megabytes")) * 1_000_000
    folder = services.get(HostPaths).private / "thumbnails"
    return Thumbnails(folder, services.get(Files), quota, lambda: image_limits(settings))
