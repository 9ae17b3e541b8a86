"""How the services of pools are built and closed."""

from contextlib import ExitStack
from typing import Any, cast

from ...core.clock import Clock
from ...core.contracts.pools import Pools
from ...core.dispatch import Dispatcher
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .arrays import DecodedImages
from .nodes_fingerprint import Observations
from .service import PoolService
from .service_uploads import Uploads
from .settings import image_limits, slot_limit
from .thumbnails import Thumbnails
from .watch import PoolWatcher
from .watch_folders import PoolFolders


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Pools, decoded pictures, thumbnails, and what nodes saw last."""
    return (
        ServiceSpec(contract=Pools, build=_pools, close=lambda pools: cast("PoolService", pools).close()),
        ServiceSpec(contract=DecodedImages, build=_decoded),
        ServiceSpec(contract=Thumbnails, build=_thumbnails),
        ServiceSpec(contract=Observations, build=lambda _services: Observations()),
    )


def _pools(services: Services) -> Pools:
    from .store import DiskPoolStore

    paths, files = services.get(HostPaths), services.get(Files)
    clock, ids, settings = services.get(Clock), services.get(Ids), services.get(Settings)
    dispatcher = services.get(Dispatcher)
    resources = ExitStack()
    store = DiskPoolStore(paths.input / "grid_pool", paths.private / "trash", files, clock, ids)
    resources.callback(store.close)
    folders = PoolFolders(paths.input / "grid_pool", store.is_half_made)
    watcher = PoolWatcher(store, folders, dispatcher.notify)
    watcher.look()
    watcher.start()
    resources.callback(watcher.stop)
    uploads = Uploads(files, store.staging(), lambda: image_limits(settings))
    return PoolService(store, folders, uploads, dispatcher, clock, ids, slot_limit(settings), resources)


def _decoded(services: Services) -> DecodedImages:
    settings = services.get(Settings)
    return DecodedImages(limits=lambda: image_limits(settings))


def _thumbnails(services: Services) -> Thumbnails:
    settings = services.get(Settings)
    quota = int(settings.get("pools.thumbnail_megabytes")) * 1_000_000
    folder = services.get(HostPaths).private / "thumbnails"
    return Thumbnails(folder, services.get(Files), quota, lambda: image_limits(settings))
