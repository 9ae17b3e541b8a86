"""PostgreSQL: writes are SERIALIZABLE and run again where the server asks, reads are REPEATABLE READ."""

from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event

from ...core.errors import Busy, DiskFull, PenstockError, ReadOnly, StorageFailed, Unavailable

_AGAIN: Final = {"40001", "40P01"}  # serialization_failure, deadlock_detected
_CONNECT_SECONDS: Final = 5


def postgresql_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine for the server at `url`; nothing is connected yet. `ImportError` where psycopg is not installed."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=busy_seconds,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "penstock"},
    )

    def connected(connection: Any, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}")
        connection.autocommit = before

    event.listen(engine, "connect", connected)
    return engine


def asks_again(error: BaseException) -> bool:
    """Whether the server asks to run the transaction again."""
    return getattr(error, "sqlstate", None) in _AGAIN


def postgresql_fault(error: BaseException) -> PenstockError | None:
    """What an error of psycopg means for people; None where it is a mistake of ours."""
    code = getattr(error, "sqlstate", None)
    if code is None:
        lost = type(error).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")
        return unreachable() if lost or "connection option" in str(error) else None
    if code in _AGAIN or code in ("55P03", "57014"):
        return Busy("The database is being changed by somebody else.", hint="Try again in a moment.")
    if code == "53100":
        return DiskFull("The database server's disk is full.", hint="Free some space there, then try again.")
    if code in ("25006", "42501"):
        return ReadOnly("The database cannot be written.", hint="Check the rights of its user.")
    if code.startswith(("08", "28", "3D", "53", "57")):
        return unreachable()
    if code.startswith(("58", "XX")):
        return StorageFailed("The database server failed.", hint="Look into its log, then try again.")
    return None


def unreachable() -> Unavailable:
    """The answer while there is no database."""
    return Unavailable("The database cannot be reached.", hint="Check the server and the setting database.url.")
