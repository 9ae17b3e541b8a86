"""`penstock workflow`: workflows and their parameters on the command line. A server may run on the same data folder."""

from pathlib import Path
from typing import Any

import click

from .data_option import data_option

_json_option = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")
_version_option = click.option("--version", "version", type=click.IntRange(1), help="A version; the newest without it.")
_servers_option = click.option(
    "--comfyui",
    "servers",
    multiple=True,
    metavar="URL",
    help="A ComfyUI server whose nodes to ask for, such as http://127.0.0.1:8188; may be given several times.",
)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print_json(found: Any) -> None:
    from ..http.json_text import json_text

    click.echo(json_text(found))


@click.group(
    epilog="\b\nExamples:\n  penstock workflow import portrait.json picture.png\n  penstock workflow list\n"
    "  penstock workflow parameters portrait\n"
    "  penstock workflow apply portrait --set 'prompt=a cat' --set seed=7 > graph.json"
)
def workflow() -> None:
    """Keep workflows, list their parameters, apply values to them.

    WORKFLOW is a file, - for what comes in on stdin, or the name or id of a workflow that is kept. Files are workflows
    as ComfyUI saves them (JSON, with "Save" or "Export (API)"), or pictures that carry one.
    """


@workflow.command(
    "import",
    epilog="\b\nExamples:\n  penstock workflow import *.json\n  penstock workflow import new.json --into portrait\n"
    "  curl -s https://example.org/portrait.json | penstock workflow import - --name portrait",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--name", default="", help="The name; that of the file without it. For one file only.")
@click.option("--into", default="", metavar="WORKFLOW", help="Add it as a new version of a kept workflow.")
@click.option("--note", default="", help="What is to be known of this version.")
@data_option
@_json_option
def import_files(
    files: tuple[Path, ...], name: str, into: str, note: str, data: Path | None, json_wanted: bool
) -> None:
    """Keep workflows.

    A workflow that is there already, by its name and the id in the file, gets a new version; a name that is in use
    otherwise becomes "name (2)". A file that is no workflow is refused; the others are kept all the same, and the exit
    code is 1.
    """
    from ...core.errors import PenstockError
    from .workflow_work import import_from, opened, said_import

    if name and len(files) > 1:
        raise click.UsageError("--name is for one file.")
    refused, done = 0, []
    with opened(data) as work:
        for file in files:
            try:
                found = import_from(work, file, name=name, into=into, note=note)
            except PenstockError as error:
                refused += 1
                _say(f"{file}: {error.message} {error.hint}".strip())
                continue
            done.append(found)
            if not json_wanted:
                click.echo(said_import(found))
    if json_wanted:
        _print_json(done)
    if refused:
        raise click.ClickException(f"{refused} of {len(files)} files were not imported.")


@workflow.command("list", epilog="\b\nExamples:\n  penstock workflow list\n  penstock workflow list --tag video --json")
@click.option("--search", default="", help="Words that name, description or tags hold.")
@click.option("--tag", default="", help="Those with this tag.")
@data_option
@_json_option
def list_workflows(search: str, tag: str, data: Path | None, json_wanted: bool) -> None:
    """List the workflows that are kept: versions, nodes, date of the last use or change, id, name."""
    from .workflow_work import lines, listed, opened

    with opened(data) as work:
        found = listed(work, search, tag)
    if json_wanted:
        _print_json(found)
    else:
        click.echo(lines(found), nl=bool(found))


@workflow.command(
    epilog="\b\nExamples:\n  penstock workflow parameters portrait\n  penstock workflow parameters picture.png --all\n"
    "  penstock workflow parameters portrait --json | jq '.parameters[].address'"
)
@click.argument("workflow", metavar="WORKFLOW")
@_version_option
@click.option("--all", "everything", is_flag=True, help="Advanced parameters, too.")
@_servers_option
@data_option
@_json_option
def parameters(
    workflow: str,
    version: int | None,
    everything: bool,
    servers: tuple[str, ...],
    data: Path | None,
    json_wanted: bool,
) -> None:
    """List what can be set: address, role, type, value, label; the most important first.

    The address, the role (where one parameter alone has it) and the label are the KEYs that `apply` takes.
    """
    from .workflow_work import form_of, opened, parameter_lines, said_problems

    with opened(data, servers) as work:
        form = form_of(work, workflow, version)
    for line in said_problems(work, form):
        _say(line)
    if json_wanted:
        _print_json(form)
    else:
        click.echo(parameter_lines(form, everything=everything))


@workflow.command(
    epilog="\b\nExamples:\n  penstock workflow apply portrait --set 'prompt=a cat' --set seed=7 > graph.json\n"
    "  penstock workflow apply portrait --preset large --output graph.json\n"
    "  penstock workflow apply - --set 3.steps=30 < workflow.json"
)
@click.argument("workflow", metavar="WORKFLOW")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="A value; may be given several times.")
@click.option("--preset", default="", metavar="NAME", help="Begin with the values of a preset of the workflow.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write instead of stdout.")
@_version_option
@_servers_option
@data_option
@click.option("--json", "json_wanted", is_flag=True, help="Print values and missing nodes along with the graph.")
def apply(
    workflow: str,
    pairs: tuple[str, ...],
    preset: str,
    output: Path | None,
    version: int | None,
    servers: tuple[str, ...],
    data: Path | None,
    json_wanted: bool,
) -> None:
    """Print the graph in API format with values applied, for `penstock run` or ComfyUI's POST /prompt.

    KEY is an address (3.seed), a role (seed, prompt) or a label; VALUE is text. Each pair that does not fit is named,
    and nothing is printed then.
    """
    from ...core.errors import PenstockError
    from ..http.json_text import json_text
    from .workflow_files import written
    from .workflow_values import applied, fault_lines
    from .workflow_work import opened, said_missing

    with opened(data, servers) as work:
        try:
            found = applied(work, workflow, pairs, preset, version)
        except PenstockError as error:
            for line in fault_lines(error):
                _say(line)
            raise
        for line in said_missing(work, found["missing_classes"]):
            _say(line)
        text = json_text(found if json_wanted else found["prompt"])
        if output is None:
            click.echo(text)
        else:
            written(work.services, output, text)
