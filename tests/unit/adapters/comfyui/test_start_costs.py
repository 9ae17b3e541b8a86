"""What a start of the pack imports and builds: every module and class costs each user time, each time.

Times are measured by tests/live; here things are counted, which no busy machine changes.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

# With the seam of pool storage: its hook, its value, who asks for it, and comings apart from folders. Of the rules of
# pools and of stores elsewhere nothing is imported. With the schema of runs, of workflows and of batches, 3 modules:
# declared at a start, so that whoever uses the database first mends the tables of all of them.
MOST_MODULES = 532
MOST_CLASSES = 440
"""A little above what is there. Where a plugin really needs more at the start, raise them with the reason.

Settings look at their file as a value of their own: 1 class.
Runs and batches brought their events with a hook each, contracts and services: 20 modules, 40 classes.
Data sets brought six nodes with the service that they run on, its values and its folders: 22 modules, 24 classes.
"""

WAITING = ("sqlalchemy", "alembic", "psycopg", "PIL", "torch")
"""Libraries that the first use imports, never a start."""

START = """
import json, sys
from attr import _next_gen
from pathlib import Path

built, plain = [], _next_gen.attrs

def counted(maybe_cls=None, **options):
    made = plain(maybe_cls=maybe_cls, **options)
    if maybe_cls is not None:
        built.append(f"{made.__module__}.{made.__qualname__}")
    return made

_next_gen.attrs = counted

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.comfyui import node_list, server_edge
from penstock.core.application import build
from penstock.core.files import Files
from penstock.core.host import Host, HostPaths

paths = HostPaths(**{name: Path(sys.argv[1]) / name for name in ("input", "output", "temp", "user")})
for folder in (paths.input, paths.output, paths.temp, paths.user):
    folder.mkdir()
application = build(
    Host(name="comfyui", paths=paths, environment={}, files=Files(), overrides={}), plugin_sources(discover=False)
)
application.start()
modules, classes = sorted(sys.modules), list(built)
named = [one for spec in application.routes for one in (spec.handler, spec.body, spec.query, spec.answer) if one]
asked = {one.__module__ for one in named}
application.stop()
print(json.dumps({"modules": modules, "built": classes, "asked": sorted(asked)}))
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The modules and attrs classes of a process that has just started Penstock, and the modules of its routes."""
    command = [sys.executable, "-c", START, str(tmp_path_factory.mktemp("start"))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path("/"))
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_start_imports_no_library_that_only_a_use_needs(start: dict[str, Any]) -> None:
    """Databases, pictures and tensors wait for whoever asks for them."""
    assert [name for name in start["modules"] if name.split(".")[0] in WAITING] == []


def test_handlers_and_shapes_wait_for_the_first_request(start: dict[str, Any]) -> None:
    """Routes only name them, so that no start pays for what may never be asked for."""
    asked = [name for name in start["asked"] if name.startswith("penstock.plugins.")]
    assert len(asked) > 20
    assert [name for name in asked if name in start["modules"]] == []
    assert "penstock.core.editing_shapes" not in start["modules"]


def test_what_stores_elsewhere_need_waits_for_them(start: dict[str, Any]) -> None:
    """Neither the rules of pools as values, nor the bucket, which is off."""
    late = ("penstock.core.pool_rules", "penstock.plugins.pools_s3")
    assert [name for name in start["modules"] if name.startswith(late)] == []


def test_a_start_imports_and_builds_no_more_than_it_did(start: dict[str, Any]) -> None:
    """So that it does not grow by one small thing after the other."""
    modules = [name for name in start["modules"] if name.split(".")[0] == "penstock"]
    classes = [name for name in start["built"] if name.startswith("penstock.")]
    by_part = Counter(".".join(name.split(".")[:3]) for name in modules)
    assert len(modules) <= MOST_MODULES, by_part.most_common()
    assert len(classes) <= MOST_CLASSES, Counter(name.rpartition(".")[0] for name in classes).most_common(40)
