"""`penstock workflow run` and `penstock runs`: runs on the command line."""

from pathlib import Path
from typing import Any

import click

from .data_option import data_option

json_option = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")
servers_option = click.option(
    "--comfyui",
    "servers",
    multiple=True,
    metavar="URL",
    help="A ComfyUI server to run on, such as http://127.0.0.1:8188; may be given several times.",
)
watch_option = click.option("--watch", is_flag=True, help="Run it here, show how far it is, and wait for its end.")
set_option = click.option(
    "--set", "pairs", multiple=True, metavar="KEY=VALUE", help="A value; may be given several times."
)
_STATUSES = ("queued", "running", "completed", "failed", "cancelled", "lost")


def print_json(found: Any) -> None:
    """One JSON value on stdout."""
    from ..http.json_text import json_text

    click.echo(json_text(found))


@click.command(
    "run",
    epilog="\b\nExamples:\n  penstock workflow run portrait --set seed=7 --watch\n"
    "  penstock workflow run portrait --comfyui http://127.0.0.1:8188 --set 'prompt=a cat' --watch\n"
    "  penstock workflow run graph.json --watch --json | jq '.[].outputs[].name'",
)
@click.argument("workflow", metavar="WORKFLOW")
@set_option
@click.option("--preset", default="", metavar="NAME", help="Begin with the values of a preset of the workflow.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 20), help="How many runs.")
@click.option("--version", "version", type=click.IntRange(1), help="A version; the newest without it.")
@watch_option
@servers_option
@data_option
@json_option
def run(
    workflow: str,
    pairs: tuple[str, ...],
    preset: str,
    count: int,
    version: int | None,
    watch: bool,
    servers: tuple[str, ...],
    data: Path | None,
    json_wanted: bool,
) -> None:
    """Run a workflow with values.

    WORKFLOW is the name or id of a workflow that is kept, a file, or - for stdin. Without --watch the run is stored,
    and a Penstock that serves this data folder (penstock serve, or ComfyUI) sends it. With --watch it is sent from
    here, to the servers of --comfyui, or to the small engine of this command where none is given; Ctrl-C cancels it.

    The exit code is 0 where every run completed.
    """
    from .run_work import Wanted, run_workflow

    wanted = Wanted(workflow=workflow, pairs=pairs, preset=preset, version=version, count=count)
    ended = run_workflow(wanted, data, servers, watch=watch, say=lambda line: click.echo(line, err=True))
    if json_wanted:
        print_json(ended.answers())
    else:
        click.echo(ended.text())
    if not ended.well:
        raise SystemExit(1)


@click.group(
    epilog="\b\nExamples:\n  penstock runs list --status failed\n  penstock runs show RUN\n  penstock runs cancel RUN"
)
def runs() -> None:
    """Look at runs, cancel them, send them again. A server may run on the same data folder."""


@runs.command("list")
@click.option("--status", multiple=True, type=click.Choice(_STATUSES), help="Only these; may be given several times.")
@click.option("--batch", default="", help="Those of a batch.")
@click.option("--workflow", default="", help="Those of a workflow, by id or name.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many.")
@data_option
@json_option
def list_runs(
    status: tuple[str, ...], batch: str, workflow: str, limit: int, data: Path | None, json_wanted: bool
) -> None:
    """List runs, the last first: status, date, id, title."""
    from .run_work import listed, opened_runs, run_lines

    with opened_runs(data) as service:
        found = listed(service, status, batch, workflow, limit)
    if json_wanted:
        print_json(found)
    else:
        click.echo(run_lines(found), nl=bool(found))


@runs.command()
@click.argument("run")
@data_option
def show(run: str, data: Path | None) -> None:
    """Print a run as JSON: values, outputs, error."""
    from .run_work import answer, opened_runs

    with opened_runs(data) as service:
        print_json(answer(service.get(run)))


@runs.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@data_option
def cancel(runs: tuple[str, ...], data: Path | None) -> None:
    """Cancel runs that have not ended; what a server has of them is stopped by the Penstock that sent it."""
    from .run_work import opened_runs

    with opened_runs(data) as service:
        for one in runs:
            click.echo(f"{one}: {service.cancel(one).status.value}")


@runs.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@data_option
def retry(runs: tuple[str, ...], data: Path | None) -> None:
    """Queue runs again that failed, were cancelled or lost."""
    from .run_work import opened_runs

    with opened_runs(data) as service:
        click.echo(f"{service.retry(runs)} of {len(runs)} wait again.")
