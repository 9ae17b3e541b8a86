"""Where libraries lie."""

from pathlib import Path

from ...core.host import HostPaths


def libbers_folder(paths: HostPaths) -> Path:
    """The folder of the libraries; it is made when the first one is saved."""
    return paths.output / "libbers"
