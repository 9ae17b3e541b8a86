"""What a start costs: the database and all that it imports wait for the first use; what lacks is said."""

import subprocess
import sys
from pathlib import Path

STARTED = """
import sys
from pathlib import Path
from penstock.adapters.bundled import plugin_sources
from penstock.core.application import build
from penstock.core.contracts.workflows import Workflows
from penstock.core.errors import Unavailable
from penstock.core.host import Host, HostPaths

folder = Path(sys.argv[1])
paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
for path in (paths.input, paths.output, paths.temp, paths.user):
    path.mkdir()
application = build(Host(name="testing", paths=paths), plugin_sources(discover=False))
application.start()
"""
IMPORTED = """
found = [name for name in ("sqlalchemy", "alembic", "mako") if name in sys.modules]
print(found, (paths.private / "penstock.db").exists())
application.services.get(Workflows).list()
print([name for name in ("sqlalchemy", "alembic") if name in sys.modules], (paths.private / "penstock.db").exists())
application.stop()
"""
LACKING = """
sys.modules[sys.argv[2]] = None
from penstock.core.contracts.database import Database, DatabaseSchema

schema = DatabaseSchema(name="tested", migrations=folder)
calls = (application.services.get(Workflows).list, lambda: application.services.get(Database).read(schema, print))
for call in calls:
    try:
        call()
    except Unavailable as error:
        print(error.code, sys.argv[2] in f"{error} {error.hint}".lower())
application.stop()
"""


def run(code: str, *arguments: str) -> list[str]:
    made = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return made.stdout.splitlines()


def test_a_start_opens_no_database(tmp_path: Path) -> None:
    """It imports nothing for it either; the first call does both."""
    assert run(STARTED + IMPORTED, str(tmp_path)) == ["[] False", "['sqlalchemy', 'alembic'] True"]


def test_a_library_that_lacks_is_named(tmp_path: Path) -> None:
    """Unavailable with what to install, and the rest of Penstock goes on."""
    for name in ("sqlalchemy", "alembic"):
        folder = tmp_path / name
        folder.mkdir()
        assert run(STARTED + LACKING, str(folder), name) == ["unavailable True"] * 2
