"""Which tables are ours in the database: known without SQLAlchemy, for a start that opens nothing."""

from pathlib import Path
from typing import Final

from ...core.contracts.database import DatabaseSchema

SCHEMA: Final = DatabaseSchema(name="runs", migrations=Path(__file__).with_name("migrations"))
