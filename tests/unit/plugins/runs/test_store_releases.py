"""A database that a newer release made: this one opens it, and all that it does still works."""

import shutil
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.run_house import RunHouse, ended
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.contracts.runs import RunFilter, RunStatus
from penstock.core.files import Files
from penstock.plugins.database.opening import Opening
from penstock.plugins.database.service import DatabaseService
from penstock.plugins.runs.tables import SCHEMA

NEXT = '''
import sqlalchemy as sa

revision = "9999"
down_revision = "{before}"


def upgrade(op):
    """What a release of tomorrow may add."""
    for table in ("run", "document", "shared", "needs", "sent", "timeline", "output", "server", "duration", "news"):
        op.add_column(f"runs_{{table}}", sa.Column("added", sa.Text))
        op.add_column(f"runs_{{table}}", sa.Column("counted", sa.Integer, nullable=False, server_default="0"))
    op.create_table("runs_more", sa.Column("id", sa.Integer, primary_key=True))
'''


@pytest.fixture
def tomorrow(tmp_path: Path) -> DatabaseSchema:
    """The next release's tables."""
    folder = tmp_path / "tomorrow"
    shutil.copytree(SCHEMA.migrations, folder, ignore=shutil.ignore_patterns("__pycache__", "__init__.py"))
    newest = max(path.stem[-4:] for path in folder.glob("revision_*.py"))
    (folder / "revision_9999.py").write_text(NEXT.format(before=newest), encoding="utf-8")
    return DatabaseSchema(name=SCHEMA.name, migrations=folder)


def use(house: RunHouse, batch: str) -> None:
    """A little of everything."""
    house.add_cells(batch, 3)
    claim = house.claim()
    house.store.prepare(claim.lease, {"3": {}}, {"3.seed": 2**64 - 1})
    house.store.sent(claim.lease)
    house.store.started(claim.lease, 1)
    house.store.end(claim.lease, ended(RunStatus.FAILED, outputs=1))
    house.store.retry(batch=batch)
    house.store.want_cancel_batch(batch, running_too=True)
    house.store.delete_batch(batch)
    house.store.restore_batch(batch)
    house.store.expire()


def test_the_previous_release_still_opens_the_database(house: RunHouse, tomorrow: DatabaseSchema) -> None:
    """With what was there before the newer one came, and with what it adds itself afterwards."""
    use(house, "before")
    runs, log = house.store.page(RunFilter(), limit=99), house.store.news(0)
    opening = Opening(house.url, house.folder, Files())
    DatabaseService(lambda: opening, FakeClock(), "tomorrow").engine(tomorrow)
    opening.close()
    older = house.another()
    assert (older.store.page(RunFilter(), limit=99), older.store.news(0)) == (runs, log)
    use(older, "after")
    use(house, "meanwhile")
    assert len(older.store.page(RunFilter(), limit=99).runs) == 9
