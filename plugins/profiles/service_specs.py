"""How the service of profiles is built and closed."""

from collections.abc import Callable
from typing import Any, cast

from ...core.clock import Clock
from ...core.contracts.pools import Pools
from ...core.contracts.profiles import Profiles
from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .archive_limits import ArchiveLimits, archive_limits
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


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    pools: Pools,
    notify: Callable[[Event], Event],
    limits: Callable[[], ArchiveLimits] = ArchiveLimits,
) -> ProfileService:
    """The service on `pools`; it starts nothing, and changes nothing before its `start`."""
    last_good = LastGood(paths.private / "profiles" / "registry.json", files)
    registry = Registry(RegistryFile(registry_path(paths), files, clock), last_good, pools.store)
    turns, own = Turns(registry, notify), ProfilePools(pools)
    copies = ProfileCopies(turns, own, clock, ids, Importing(pools, files, ids), limits)
    return ProfileService(registry, turns, own, copies, Exports(paths.private / "exports", files, clock, ids))


def _profiles(services: Services) -> Profiles:
    dispatcher, settings = services.get(Dispatcher), services.get(Settings)
    service = assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Pools),
        dispatcher.notify,
        lambda: archive_limits(settings),
    )
    service.start()
    seen = PoolsSeen(service)
    dispatcher.listen(seen.see)
    watcher = RegistryWatcher(service.registry.file, service.look, seen.follow, service.put_back)
    watcher.start()
    service.on_close(watcher.stop)
    return service
