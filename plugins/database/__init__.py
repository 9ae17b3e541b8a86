"""The plugin `database`: one database for the plugins that keep rows, SQLite or PostgreSQL."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="database",
    title="Database",
    description="Keeps rows for other plugins: SQLite in the user folder, or PostgreSQL by URL.",
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """Where the database is."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The one service of this plugin."""
    from .service_specs import service_specs

    return service_specs()
