"""From the settings to the storage. Nothing is asked of the server here: it may be away at the start."""

import importlib.util

from ...core.clock import Clock
from ...core.contracts.pool_storage import PoolStorage
from ...core.errors import Unavailable
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services
from ...core.settings import Settings
from .address import Address, parsed

LOOK_EVERY = 5.0
"""Seconds between two looks at what other hosts did: one request for a thousand pools."""


def opened(services: Services) -> PoolStorage | None:
    """The storage that the settings name, None where they name none; `ClientError`, `Unavailable`."""
    settings = services.get(Settings)
    address, endpoint, region = (str(settings.get(f"pools_s3.{name}")) for name in ("address", "endpoint", "region"))
    if not address.strip():
        return None
    quota = int(settings.get("pools_s3.cache_megabytes")) * 1_000_000
    return storage(services, parsed(address, endpoint, region), quota)


def storage(services: Services, address: Address, quota: int) -> PoolStorage:
    """The storage at `address`, which keeps at most `quota` bytes of pictures on this machine."""
    if importlib.util.find_spec("s3fs") is None:
        raise Unavailable(
            'Pools in an object store need s3fs, which is not installed: pip install "s3fs>=2024.12"',
            hint="Then start again, or switch the plugin off.",
        )
    from .bucket import Bucket
    from .store import S3PoolStore

    store = S3PoolStore(
        Bucket(address),
        services.get(HostPaths).private / "pools_s3",
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        quota,
    )
    title = f"Pools are kept in {address}" + (f" at {address.endpoint}." if address.endpoint else ".")
    return PoolStorage(store=store, title=title, ids=store.ids, look_every=LOOK_EVERY)
