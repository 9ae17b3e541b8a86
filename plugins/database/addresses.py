"""What the setting `database.url` means."""

from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ...core.errors import Unavailable

FILE: Final = "penstock.db"
_POSTGRESQL: Final = ("postgres", "postgresql", "postgresql+psycopg")
_SECRETS: Final = ("password", "sslpassword")
"""Options of a URL that are secrets."""
_HINT: Final = "Leave the setting database.url empty, or give postgresql+psycopg://name:password@host/database."


def place_of(text: str, private: Path) -> Path | URL:
    """The file of SQLite, or the URL of a PostgreSQL server; `Unavailable` for anything else."""
    if not text.strip():
        return private / FILE
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):  # which repeat the text, and so its password
        raise Unavailable("The setting database.url is no URL of a database.", hint=_HINT) from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite") and url.database and Path(url.database).is_absolute():
        return Path(url.database)
    raise Unavailable("The database is SQLite (a file with its whole path) or PostgreSQL.", hint=_HINT)


def shown(place: Path | URL) -> str:
    """A place as a URL for people, without its password."""
    if isinstance(place, Path):
        return f"sqlite:///{place.as_posix()}"
    return place.difference_update_query(_SECRETS).render_as_string(hide_password=True)
