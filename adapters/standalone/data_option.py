"""The option `--data`, which all commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--data`, the argument `data`: a path, or None for the platform's folder."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="PENSTOCK_DATA",
        help="The data folder, with the folders input, output, temp and user in it, as in ComfyUI. It may be ComfyUI's "
        "own folder: both then work on the same data. Made where it does not exist.  [default: the platform's folder "
        "for user data]",
    )(command)
