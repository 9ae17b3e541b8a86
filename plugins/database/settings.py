"""The settings of the database."""

from typing import Final

from ...core.settings import SettingSpec

URL: Final = SettingSpec(
    id="database.url",
    label="Database",
    default="",
    description="Empty: SQLite in the user folder. Or postgresql+psycopg://name:password@host/database, best given as "
    "PENSTOCK_DATABASE_URL.",
    restart=True,
    secret=True,
)
SETTINGS: Final = (URL,)
