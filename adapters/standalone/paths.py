"""The data folder: `input`, `output`, `temp` and `user`, laid out as in ComfyUI."""

from pathlib import Path

from ...core.errors import from_os_error
from ...core.files import Files
from ...core.host import HostPaths

FOLDERS = ("input", "output", "temp", "user")


def default_data() -> Path:
    """The platform's folder for a user's data of this program."""
    from platformdirs import user_data_path

    return user_data_path("penstock", appauthor=False)


def data_paths(data: Path) -> HostPaths:
    """The four folders below `data`, none of them made yet."""
    root = data.expanduser().absolute()
    return HostPaths(**{name: root / name for name in FOLDERS})


def make_folders(paths: HostPaths, files: Files) -> None:
    """Make what is missing; a `PenstockError` where the disk refuses."""
    try:
        for folder in (paths.input, paths.output, paths.temp, paths.user, paths.private):
            files.make_folder(folder)
    except OSError as error:
        raise from_os_error(error, f"make the folder {error.filename}") from error
