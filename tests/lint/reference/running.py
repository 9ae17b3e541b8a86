"""One Penstock of the bundled plugins, built and not started, for what only a whole one knows."""

import tempfile
from functools import cache
from pathlib import Path

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.host import Host, HostPaths


@cache
def application() -> Application:
    """Every bundled plugin takes part, also those that are off until somebody switches them on."""
    with tempfile.TemporaryDirectory() as folder:
        paths = HostPaths(**{name: Path(folder) / name for name in ("input", "output", "temp", "user")})
        sources = tuple(plugin_sources(discover=False))
        everything = ",".join(source.name for source in sources)
        return build(Host(name="reference", paths=paths, environment={"PENSTOCK_PLUGINS": everything}), sources)
