"""A plugin that is off is told with its title, and is not imported for that."""

import subprocess
import sys

import pytest

from penstock.adapters.bundled import BUNDLED
from penstock.plugins.system.introductions import introduction

READ = """
import sys
from penstock.plugins.system.introductions import introduction
assert introduction("penstock.plugins.libbers")["title"]
assert "penstock.plugins.libbers" not in sys.modules
"""


@pytest.mark.parametrize("module", BUNDLED)
def test_every_bundled_plugin_introduces_itself_in_its_text(module: str) -> None:
    """Title, description and requirements are those of the value."""
    __import__(module)
    plugin = sys.modules[module].PLUGIN
    told = introduction(module)
    assert (told["title"], told["description"]) == (plugin.title, plugin.description)
    assert told.get("requires", ()) == plugin.requires


def test_reading_imports_nothing() -> None:
    """A plugin that is off stays unimported."""
    subprocess.run([sys.executable, "-c", READ], check=True)


def test_what_has_no_introduction_tells_nothing() -> None:
    """Neither a module without one, nor one that is not there."""
    assert introduction("penstock.core.values") == {}
    assert introduction("penstock.core.no_such_module") == {}
