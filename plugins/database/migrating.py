"""Brings the tables of a schema to their newest revision, in one transaction that the caller began.

Alembic's own environment is not used: it is global to a process, and ComfyUI migrates its database in the same one.
"""

from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from attrs import frozen
from sqlalchemy import Connection

from ...core.contracts.database import DatabaseSchema


@frozen
class Migration:
    """What there is to do for a schema. `current` is the revision in the database, None where it has no tables.

    `is_newer` says that a newer release made it: there is nothing to do.
    """

    current: str | None
    is_newer: bool
    steps: tuple[Any, ...]
    context: MigrationContext

    @property
    def changes_data(self) -> bool:
        """Whether tables that may hold rows are changed."""
        return bool(self.steps) and self.current is not None

    def run(self) -> None:
        """Take the steps."""
        if self.steps:
            self.context.run_migrations(op=Operations(self.context))


def migration_of(connection: Connection, schema: DatabaseSchema) -> Migration:
    """What is to be done, where somebody may have done it already; a newer revision than ours needs nothing."""
    script = ScriptDirectory(str(schema.migrations), version_locations=[str(schema.migrations)])
    known = {revision.revision for revision in script.walk_revisions()}
    steps: list[Any] = []
    context = MigrationContext.configure(
        connection,
        opts={
            "version_table": f"{schema.name}_alembic_version",
            "script": script,
            "fn": lambda _revision, _context: steps,
        },
    )
    heads = context.get_current_heads()
    is_newer = any(head not in known for head in heads)
    if not is_newer:
        steps.extend(script._upgrade_revs("heads", heads))  # type: ignore[arg-type]
    return Migration(heads[0] if heads else None, is_newer, tuple(steps), context)
