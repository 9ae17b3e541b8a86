"""`penstock datasets`: training folders on the command line. A server may run on the same data folder meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from .data_option import data_option

_json_option = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")
_depth_option = click.option(
    "--depth", type=click.IntRange(-1, 64), default=0, show_default=True, help="Levels of folders below; -1 is all."
)
_ESCAPES: Final = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _say(line: str) -> None:
    click.echo(_plain(line), err=True)


def _print(text: str) -> None:
    click.echo(_plain(text), nl=bool(text))


def _plain(text: str) -> str:
    """What a terminal would obey, or cannot show (half a surrogate pair in a file name), as its escape."""
    return text.encode("utf-8", "backslashreplace").decode().translate(_ESCAPES)


def _print_json(found: Any) -> None:
    import json

    click.echo(json.dumps(found, indent=2))


def _bucket_options(resolution: int) -> Callable[[_Command], _Command]:
    def add(command: _Command) -> _Command:
        command = click.option("--max-upscale", type=click.FloatRange(1, 8), default=1.5, show_default=True)(command)
        command = click.option("--divisible", type=click.IntRange(8, 256), default=64, show_default=True)(command)
        said = "Pixels of a bucket, squared." + ("" if resolution else " 0 leaves the pictures as they are.")
        kind = click.IntRange(0, 8192)
        return click.option("--resolution", type=kind, default=resolution, show_default=True, help=said)(command)

    return add


@click.group(
    epilog="\b\nExamples:\n  penstock datasets list cats\n  penstock datasets stats --pool Cats\n"
    "  penstock datasets export Cats datasets/cats --resolution 1024"
)
def datasets() -> None:
    """Look into training folders, and export pools as such.

    FOLDER is cats or input/cats in the input folder, output/cats in the output folder, or a path in a folder that the
    settings allow. What is exported without a first word of these goes to the output folder.
    """


@datasets.command(
    "list", epilog="\b\nExamples:\n  penstock datasets list cats\n  penstock datasets list output/sets --depth -1"
)
@click.argument("folder")
@_depth_option
@data_option
@_json_option
def list_images(folder: str, depth: int, data: Path | None, json_wanted: bool) -> None:
    """List the pictures of a folder: m for a mask, name, caption."""
    from .dataset_work import listed, listed_text, opened

    with opened(data, _say) as services:
        listing, rows = listed(services, folder, depth)
    for skipped in listing.skipped:
        _say(f"{skipped}: left out, it leads out of the allowed folders or cannot be read.")
    if json_wanted:
        _print_json(rows)
    else:
        _print(listed_text(rows))


@datasets.command(
    epilog="\b\nExamples:\n  penstock datasets stats cats --depth -1\n  penstock datasets stats --pool Cats --json"
)
@click.argument("folder", default="")
@click.option("--pool", default="", help="The id of a pool or the name of a profile, in place of a folder.")
@_depth_option
@_bucket_options(1280)
@data_option
@_json_option
def stats(
    folder: str,
    pool: str,
    depth: int,
    resolution: int,
    divisible: int,
    max_upscale: float,
    data: Path | None,
    json_wanted: bool,
) -> None:
    """Count what a folder or a pool holds: sizes, buckets, captions, tags, and what training would suffer from."""
    from ...plugins.datasets.nodes_bucket_options import bucket_options
    from .dataset_work import counted, opened, statistics_json, statistics_text
    from .progress import counted_progress

    if bool(folder) == bool(pool):
        raise click.UsageError("Say a folder, or a pool with --pool.")
    options = bucket_options(resolution, divisible, max_upscale)
    with opened(data, _say) as services, counted_progress() as report:
        found = counted(services, folder, depth, pool, options, report)
    if json_wanted:
        _print_json(statistics_json(found))
    else:
        _print(statistics_text(found))


@datasets.command(
    epilog="\b\nExamples:\n  penstock datasets export Cats datasets/cats\n"
    "  penstock datasets export Cats datasets/cats --words 'cat -dog' --resolution 1024 --existing replace"
)
@click.argument("pool")
@click.argument("folder")
@click.option("--words", default="", help="Only images whose label has these words, none behind a '-'.")
@click.option("--labels", type=click.Choice(["any", "with", "without"]), default="any", help="Only with a label.")
@click.option("--painted", type=click.Choice(["any", "with", "without"]), default="any", help="Only with a mask.")
@click.option("--pictures", type=click.Choice(["keep", "png", "jpg", "webp"]), default="keep", show_default=True)
@click.option("--quality", type=click.IntRange(1, 100), default=95, show_default=True, help="Of jpg and webp.")
@click.option("--masks", type=click.Choice(["file", "folder", "alpha", "none"]), default="file", show_default=True)
@click.option("--captions", type=click.Choice(["txt", "caption", "none"]), default="txt", show_default=True)
@click.option("--empty-captions", is_flag=True, help="Write an empty caption for an image without a label.")
@click.option("--prefix", default="", help="What the names of the files begin with.")
@click.option("--existing", type=click.Choice(["refuse", "number", "replace"]), default="refuse", show_default=True)
@_bucket_options(0)
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@data_option
def export(pool: str, folder: str, data: Path | None, dry_run: bool, **options: Any) -> None:
    """Write a pool as a training folder, whole or not at all.

    POOL is the id of a pool or the name of a profile. Pictures are named 0001.png, 0002.png, ... in the pool's order;
    labels become captions. An export that is replaced is kept in the trash for 30 days.
    """
    from .dataset_work import exported, exported_text, opened, planned, planned_text
    from .progress import counted_progress

    request = _request(pool, folder, **options)
    with opened(data, _say) as services:
        request, plan = planned(services, request)
        for warning in plan.warnings:
            _say(f"{warning.message} {warning.hint}")
        if dry_run:
            _print(planned_text(plan))
            return
        with counted_progress() as report:
            made = exported(services, request, report)
    _print(exported_text(made))


def _request(
    pool: str,
    folder: str,
    *,
    words: str,
    labels: Any,
    painted: Any,
    pictures: Any,
    resolution: int,
    divisible: int,
    max_upscale: float,
    **options: Any,
) -> Any:
    from ...core.contracts.datasets import ExportRequest, SlotFilter
    from ...plugins.datasets.nodes_bucket_options import bucket_options

    return ExportRequest(
        pool=pool,
        folder=folder,
        filter=SlotFilter(words=words, labels=labels, masks=painted),
        images=pictures,
        fit=bucket_options(resolution, divisible, max_upscale) if resolution else None,
        **options,
    )


@datasets.command(epilog="\b\nExamples:\n  penstock datasets restore 1700000000000.c3m78x6zpvx2kwj4pw47ghguj7")
@click.argument("trash")
@data_option
def restore(trash: str, data: Path | None) -> None:
    """Bring a folder back that an export replaced. TRASH is what the export said."""
    from ...core.contracts.datasets import Datasets
    from .dataset_work import opened

    with opened(data, _say) as services:
        folder = services.get(Datasets).restore(trash)
    _print(folder)
