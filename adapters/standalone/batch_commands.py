"""`penstock batches`: variations of a workflow on the command line."""

from pathlib import Path
from typing import Any

import click

from .data_option import data_option
from .run_commands import json_option, print_json, servers_option, set_option, watch_option

_WAYS = ("pause", "resume", "stop", "retry")


@click.group(
    epilog="\b\nExamples:\n  penstock batches start portrait --axis 'steps=10..30+10' --axis 'sampler=euler|dpmpp_2m'\n"
    "  penstock batches start portrait --axis 'prompt=a cat|a dog;seed=1|2' --dry-run\n"
    "  penstock batches list\n  penstock batches export BATCH --csv cells.csv"
)
def batches() -> None:
    """Run a workflow with many variations of its parameters. A server may run on the same data folder."""


@batches.command()
@click.argument("workflow", metavar="WORKFLOW")
@set_option
@click.option("--axis", "axes", multiple=True, metavar="AXIS", help="What a parameter runs through, see below.")
@click.option("--seeds", multiple=True, metavar="MODE", help="random, increment, increment:100, noise=random, fixed.")
@click.option("--runs", "repeats", default=1, show_default=True, type=click.IntRange(1), help="Every cell so often.")
@click.option("--sample", type=click.IntRange(1), help="So many cells of the whole, drawn by chance.")
@click.option("--limit", type=click.IntRange(1), help="The first so many cells.")
@click.option("--title", default="", help="A name for the batch.")
@click.option("--dry-run", is_flag=True, help="Say what would run, and store nothing.")
@watch_option
@servers_option
@data_option
@json_option
def start(
    workflow: str,
    pairs: tuple[str, ...],
    axes: tuple[str, ...],
    seeds: tuple[str, ...],
    repeats: int,
    sample: int | None,
    limit: int | None,
    title: str,
    dry_run: bool,
    watch: bool,
    servers: tuple[str, ...],
    data: Path | None,
    json_wanted: bool,
) -> None:
    """Start a batch of a workflow that is kept.

    An AXIS is KEY=VALUES: a list (sampler=euler|heun), a range with a step (cfg=1..8+0.5), or a range of so many
    numbers (denoise=0.2..1[5]). Several in one, apart by ;, go side by side; several --axis make all combinations.

    Without --watch the batch is stored, and a Penstock that serves this data folder runs it. With --watch it runs from
    here; Ctrl-C stops the rest of it. The exit code is 0 where every cell completed.
    """
    from .batch_axes import groups_of, seeds_of
    from .batch_work import WantedBatch, planned_lines, preview_of, start_batch

    wanted = WantedBatch(
        workflow=workflow,
        pairs=pairs,
        groups=groups_of(axes),
        seeds=seeds_of(seeds),
        runs=repeats,
        sample=sample,
        limit=limit,
        title=title,
    )

    if dry_run:
        found = preview_of(wanted, data, servers, _say)
        _show(found, planned_lines(found), json_wanted=json_wanted)
        return
    ended = start_batch(wanted, data, servers, watch=watch, say=_say)
    _show(ended.answer(), ended.text(), json_wanted=json_wanted)
    if not ended.well:
        raise SystemExit(1)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _show(found: Any, text: str, *, json_wanted: bool) -> None:
    if json_wanted:
        print_json(found)
    else:
        click.echo(text)


@batches.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many.")
@data_option
@json_option
def list_batches(limit: int, data: Path | None, json_wanted: bool) -> None:
    """List batches, the last first: status, how many cells completed, id, title."""
    from .batch_work import batch_answer, batch_line, opened_batches

    with opened_batches(data) as service:
        found = service.list(limit=limit).batches
    if json_wanted:
        print_json([batch_answer(one) for one in found])
    else:
        for one in found:
            click.echo(batch_line(one))


@batches.command(epilog="\b\nExamples:\n  penstock batches pause BATCH\n  penstock batches retry BATCH")
@click.argument("way", type=click.Choice(_WAYS), metavar="[pause|resume|stop|retry]")
@click.argument("batch")
@data_option
def control(way: str, batch: str, data: Path | None) -> None:
    """Pause a batch, let it go on, stop the rest of it, or run again what failed, was cancelled or lost."""
    from .batch_work import batch_line, changed, opened_batches

    with opened_batches(data) as service:
        click.echo(batch_line(changed(service, way, batch)))


@batches.command()
@click.argument("batch")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="A file for the table.")
@data_option
def export(batch: str, csv_file: Path | None, data: Path | None) -> None:
    """Print what ran as JSON, or write it as a table."""
    from .batch_work import exported

    text = exported(batch, data, csv_file)
    if text is not None:
        click.echo(text)
