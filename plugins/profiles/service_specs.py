"""How the service of profiles is built and closed."""

from typing import Any, cast

from ...core.clock import Clock
from ...core.contracts.pools import Pools
from ...core.contracts.profiles import Profiles
from ...core.dispatch import Dispatcher
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .archive_limits import archive_limits
from .exports import Exports
from .importing import Importing
from .registry import Registry
from .registry_file import LastGood, RegistryFile, registry_path
from .service import ProfileService
from .service_copies import ProfileCopies
from .service_pools import ProfilePools
from .service_turn import Turns
from .watch import PoolsSeen, RegistryWatcher


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Profiles."""
    return (ServiceSpec(contract=Profiles, build=_profiles, close=lambda made: cast("ProfileService", made).close()),)


def _profiles(services: Services) -> Profiles:
    paths, files = services.get(HostPaths), services.get(Files)
    clock, ids = services.get(Clock), services.get(Ids)
    pools, settings, dispatcher = services.get(Pools), services.get(Settings), services.get(Dispatcher)
    file = RegistryFile(registry_path(paths), files, clock)
    registry = Registry(file, LastGood(paths.private / "profiles" / "registry.json", files), pools.store)
    turns, own = Turns(registry, dispatcher.notify), ProfilePools(pools)
    importing = Importing(pools, files, ids)
    copies = ProfileCopies(turns, own, clock, ids, importing, lambda: archive_limits(settings))
    exports = Exports(paths.private / "exports", files, clock, ids)
    service = ProfileService(registry, turns, own, copies, exports)
    exports.sweep()
    service.start()
    seen = PoolsSeen(service)
    dispatcher.listen(seen.see)
    watcher = RegistryWatcher(file, service.look, seen.follow)
    watcher.start()
    service.on_close(watcher.stop)
    return service
