"""The command line `penstock`. Everything heavy is imported by the command that needs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from ... import __version__

_PORT: Final = 8189
_EXAMPLES: Final = """\b
Examples:
"""


class _Commands(click.Group):
    """Turns Penstock's errors into one line and its hint."""

    def invoke(self, ctx: click.Context) -> Any:
        from ...core.errors import PenstockError

        try:
            return super().invoke(ctx)
        except PenstockError as error:
            raise click.ClickException(f"{error.message} {error.hint}".strip()) from error


def _data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="PENSTOCK_DATA",
        help="The data folder, with the folders input, output, temp and user in it, as in ComfyUI. It may be ComfyUI's "
        "own folder: both then work on the same data. Made where it does not exist.  [default: the platform's folder "
        "for user data]",
    )(command)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nStart here:\n  penstock demo      a tour with real photographs, in the browser\n"
    "  penstock serve     the same, on your own data folder",
)
@click.version_option(__version__, "-V", "--version", prog_name="penstock")
def main() -> None:
    """Curated pools of images with masks and labels, without ComfyUI.

    Penstock keeps pools of images, each with its remembered mask and label, one of them flowing downstream of a node.
    The same pools, nodes and plugins run in ComfyUI (install this as a node pack) and here, in a server of its own
    that needs no GPU and no torch.
    """


@main.command(
    epilog="\b\nExamples:\n  penstock serve\n  penstock serve --data ~/ComfyUI --port 9000 --no-browser\n"
    "  penstock serve --frontend\n  penstock serve --host 0.0.0.0"
)
@_data_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on. Beyond this machine "
    "a secret token is needed; it is part of the address that is printed.",
)
@click.option(
    "--port", default=_PORT, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in the browser.")
@click.option(
    "--comfyui",
    "servers",
    multiple=True,
    metavar="URL",
    help="A real ComfyUI server to work with, such as http://127.0.0.1:8188; may be given several times.",
)
@click.option(
    "--frontend",
    is_flag=True,
    help="Serve ComfyUI's real frontend at /, where the package "
    "comfyui-frontend-package is installed; Penstock's own page is at /penstock/ then.",
)
def serve(data: Path | None, host: str, port: int, no_browser: bool, servers: tuple[str, ...], frontend: bool) -> None:
    """Run the server and open its page.

    The page shows your pools: add images, label them, paint masks, choose the one that flows. ComfyUI's HTTP and
    WebSocket protocol is answered too, by a small engine that runs graphs of Penstock's nodes and of LoadImage,
    SaveImage, PreviewImage, EmptyImage, ImageInvert, ImageScale and MaskToImage. It is for trying things out and for
    tests, and is no second ComfyUI.

    Ctrl-C stops it. Nothing is lost when it is killed: what was answered is on the disk.
    """
    from .serving import ServeCommand

    ServeCommand(
        data=data, host=host, port=port, browser=not no_browser, servers=servers, frontend=frontend, say=click.echo
    ).run()
