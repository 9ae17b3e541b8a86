"""A schema for tests: revisions that are written into a folder, each a table or a column more."""

from pathlib import Path

from penstock.core.contracts.database import DatabaseSchema

FIRST = 'op.create_table("tested_thing", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))'
SECOND = 'op.add_column("tested_thing", sa.Column("size", sa.Integer))'
BROKEN = 'op.add_column("tested_thing", sa.Column("size", sa.Integer))\n    op.execute("SELECT * FROM nowhere")'


def schema_of(folder: Path, *steps: str, name: str = "tested") -> DatabaseSchema:
    """A schema whose revisions take these steps, one after the other."""
    folder.mkdir(parents=True)
    for number, step in enumerate(steps, 1):
        before = f'"{number - 1:04}"' if number > 1 else None
        head = f'import sqlalchemy as sa\n\nrevision = "{number:04}"\ndown_revision = {before}\n\n\n'
        (folder / f"revision_{number:04}.py").write_text(f"{head}def upgrade(op):\n    {step}\n", encoding="utf-8")
    return DatabaseSchema(name=name, migrations=folder)
