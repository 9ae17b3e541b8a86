"""A database that a newer release made: this one opens it, and all that it does still works."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.files import Files
from penstock.plugins.database.opening import Opening
from penstock.plugins.database.service import DatabaseService
from penstock.plugins.workflows.tables import SCHEMA

NEXT = '''
import sqlalchemy as sa

revision = "9999"
down_revision = "{before}"


def upgrade(op):
    """What a release of tomorrow may add."""
    for table in ("workflow", "version", "document", "preset", "thumbnail"):
        op.add_column(f"workflows_{{table}}", sa.Column("added", sa.Text))
        op.add_column(f"workflows_{{table}}", sa.Column("counted", sa.Integer, nullable=False, server_default="0"))
    op.create_table("workflows_more", sa.Column("id", sa.Integer, primary_key=True))
'''


@pytest.fixture
def tomorrow(tmp_path: Path) -> DatabaseSchema:
    """The next release's tables."""
    folder = tmp_path / "tomorrow"
    shutil.copytree(SCHEMA.migrations, folder, ignore=shutil.ignore_patterns("__pycache__", "__init__.py"))
    newest = max(path.stem[-4:] for path in folder.glob("revision_*.py"))
    (folder / "revision_9999.py").write_text(NEXT.format(before=newest), encoding="utf-8")
    return DatabaseSchema(name=SCHEMA.name, migrations=folder)


def bring_up(house: WorkflowHouse, schema: DatabaseSchema) -> None:
    """The next release starts once on the same database."""
    opening = Opening(house.url, house.folder / "user" / "__penstock", Files())
    DatabaseService(lambda: opening, FakeClock(), "tomorrow").engine(schema)
    opening.close()


def use(house: WorkflowHouse, name: str) -> None:
    """A little of everything."""
    made = house.add(name, source_id=name, seed=1).workflow
    house.add(name, source_id=name, seed=2)
    house.workflows.change(made.id, 1, description=name, tags=["a"])
    preset = house.workflows.save_preset(made.id, "p", {"steps": 3})
    house.workflows.change_preset(made.id, preset.id, 1, values={"steps": 4})
    house.workflows.run(made.id, {"seed": 2**64 - 1})
    house.workflows.set_default_parameters(made.id, 2, {"steps": 5})
    house.workflows.delete(made.id)
    house.workflows.restore(made.id)
    house.workflows.restore_version(made.id, 1)


def test_the_previous_release_still_opens_the_database(
    houses: Callable[..., WorkflowHouse], house: WorkflowHouse, tomorrow: DatabaseSchema
) -> None:
    """With what was there before the newer one came, and with what it adds itself afterwards."""
    use(house, "before")
    state = (house.workflows.list(), house.workflows.presets("before"), house.workflows.history("before"))
    bring_up(house, tomorrow)
    older = house.another()
    assert (older.workflows.list(), older.workflows.presets("before"), older.workflows.history("before")) == state
    use(older, "after")
    use(house, "meanwhile")
    assert {one.name for one in older.workflows.list()} == {"before", "after", "meanwhile"}
    assert older.workflows.get("after").latest.number == 3
