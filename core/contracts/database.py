"""One database for the plugins that keep rows: SQLite in the private folder, or PostgreSQL by URL.

SQLAlchemy is imported by the first call only. Each plugin has a schema: tables and Alembic revisions of its own, with a
version table of its own, so that plugins come and go without knowing of each other.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..values import frozen

T = TypeVar("T")


@frozen(kw_only=True)
class DatabaseSchema:
    """The tables of one plugin. `name` (`[a-z_]{1,30}`) prefixes its tables; `migrations` is a folder of Alembic's.

    Revisions only add: what an older release reads and writes stays as it is, so that it still opens the database.
    """

    name: str
    migrations: Path


class Database(Protocol):
    """The database. Blocks; safe on any thread, and beside other processes."""

    @property
    def address(self) -> str:
        """The URL for people, without its password."""
        ...

    def declare(self, schema: DatabaseSchema) -> None:
        """Say at the start that there is `schema`: nothing is opened, and nothing imported.

        A damaged database is mended at its first use, by whichever plugin. Descriptions of tables that are damaged are
        put right for the schemas that were declared or used by then; of others such tables are lost.
        """
        ...

    def engine(self, schema: DatabaseSchema) -> Any:
        """The `sqlalchemy.Engine`, once the tables of `schema` are at their newest revision.

        A database whose revision is newer than what is known here is used as it is. SQLite: WAL, synchronous FULL,
        foreign keys on, waits 5 s for other writers. `Unavailable` where the database cannot be reached or migrated;
        the next call tries again.
        """
        ...

    def write(self, schema: DatabaseSchema, work: Callable[[Any], T], *, frugal: bool = False) -> T:
        """Run `work(connection)` in one transaction that may write, and commit it durably; its result is returned.

        It is run again where the database asks for that (a serialization failure), so it changes nothing else. SQLite:
        `BEGIN IMMEDIATE`; the threads of a process take turns. `Busy` after 5 s of waiting for them, or for other
        processes, `DiskFull` and others as `core.errors.from_os_error`. What is `frugal`, deleting and stopping, may
        use a little room that is kept for a full disk, as reading does.
        """
        ...

    def read(self, schema: DatabaseSchema, work: Callable[[Any], T]) -> T:
        """Run `work(connection)` in one transaction that sees one state of the database and writes nothing."""
        ...

    def watch(self, schema: DatabaseSchema, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` within a second, on a thread of its own, when another process wrote to `schema`.

        Nothing is asked of the database before somebody uses it. What is returned ends it.
        """
        ...
