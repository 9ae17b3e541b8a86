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
from .registry import Registry
from .registry_file import LastGood, RegistryFile, registry_path
from .service import ProfileService
from .watch import PoolsSeen


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Profiles."""
    return (ServiceSpec(contract=Profiles, build=_profiles, close=lambda made: cast("ProfileService", made).close()),)


def _profiles(services: Services) -> Profiles:
    paths, files, clock = services.get(HostPaths), services.get(Files), services.get(Clock)
    pools = services.get(Pools)
    file = RegistryFile(registry_path(paths), files, clock)
    registry = Registry(file, LastGood(paths.private / "profiles" / "registry.json", files), pools.store)
    service = ProfileService(registry, pools, services.get(Dispatcher).notify, clock, services.get(Ids))
    services.get(Dispatcher).listen(PoolsSeen(service).see)
    service.start()
    return service
