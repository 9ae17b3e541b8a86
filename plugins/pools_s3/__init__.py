"""The plugin `pools_s3`: pools in an object store (S3) instead of folders of this machine. Off until switched on."""

from collections.abc import Iterable

from ...core.contracts.pool_storage import PoolStorage
from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.services import Services
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="pools_s3",
    title="Pools in an object store",
    description="Keeps all pools in a bucket of Amazon S3, or of a server that speaks its language, shared by hosts.",
    requires=("pools",),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """Which bucket, where, and how much of it is kept here."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_pool_storage(services: Services) -> PoolStorage | None:
    """The bucket, once the setting names one."""
    from .opening import opened

    return opened(services)
