"""The command line `penstock`. Everything heavy is imported by the command that needs it."""

from pathlib import Path
from typing import Any, Final

import click

from ... import __version__
from .batch_commands import batches
from .data_option import data_option
from .dataset_commands import datasets
from .profile_commands import profiles
from .run_commands import run as run_workflow
from .run_commands import runs
from .text_commands import libbers, prompts
from .workflow_commands import workflow

_PORT: Final = 8189


class _Commands(click.Group):
    """Turns Penstock's errors into one line and its hint; knows the commands of plugins, too."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, rest = args[0], args[1:]
        if name in self.commands or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from .plugin_commands import not_enabled, plugin_command

        found = plugin_command(name, rest)
        if found is not None:
            return name, found, rest
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if said := not_enabled(name, rest):
                raise click.UsageError(f"{error.format_message()} {said}", ctx) from error
            raise

    def invoke(self, ctx: click.Context) -> Any:
        from ...core.errors import PenstockError

        try:
            return super().invoke(ctx)
        except PenstockError as error:
            raise click.ClickException(f"{error.message} {error.hint}".strip()) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nStart here:\n  penstock demo      a tour with real photographs, in the browser\n"
    "  penstock serve     the same, on your own data folder\n\n"
    "Plugins may add commands: penstock plugins --json names them, penstock NAME --help explains one.",
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
@data_option
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
@click.option("--safe", is_flag=True, help="Only plugins that come with Penstock take part: where another one hinders.")
@click.option(
    "--token",
    "locked",
    is_flag=True,
    help="Need the secret token on this machine, too: where other people have accounts on it.",
)
def serve(
    data: Path | None,
    host: str,
    port: int,
    no_browser: bool,
    servers: tuple[str, ...],
    frontend: bool,
    safe: bool,
    locked: bool,
) -> None:
    """Run the server and open its page.

    The page shows your pools: add images, label them, paint masks, choose the one that flows. ComfyUI's HTTP and
    WebSocket protocol is answered too, by a small engine that runs graphs of Penstock's nodes and of LoadImage,
    SaveImage, PreviewImage, EmptyImage, ImageInvert, ImageScale, ImageBatch, MaskToImage and SaveAnimatedWEBP. It is
    for trying things out and for tests, and is no second ComfyUI.

    Ctrl-C stops it. Nothing is lost when it is killed: what was answered is on the disk.
    """
    from .serving import ServeCommand

    ServeCommand(
        data=data,
        host=host,
        port=port,
        browser=not no_browser,
        servers=servers,
        frontend=frontend,
        safe=safe,
        locked=locked,
        say=click.echo,
    ).run()


@main.command(
    epilog="\b\nExamples:\n  penstock demo\n  penstock demo --data ~/penstock-demo --port 9000\n  penstock demo --check"
)
@data_option
@click.option(
    "--port", default=_PORT, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in the browser.")
@click.option(
    "--check",
    is_flag=True,
    help="No browser and no server: run the sample graph on the photographs, write its images, print one line for "
    "each, and end.",
)
def demo(data: Path | None, port: int, no_browser: bool, check: bool) -> None:
    """A tour with real photographs.

    Makes a data folder (a fresh one among the temporary files, or the one of --data), puts photographs with labels and
    a mask into the pool "demo", prints where to click, and opens the page.
    """
    from .demo import check as check_demo
    from .demo import show
    from .serving import ServeCommand

    if check:
        check_demo(data, click.echo)
    else:
        show(ServeCommand(data=data, port=port, browser=not no_browser, say=click.echo))


@main.command(
    epilog="\b\nExamples:\n  penstock run graph.json\n  penstock run graph.json --data ~/ComfyUI | jq .outputs"
)
@click.argument("graph", metavar="GRAPH.json", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def run(graph: Path, data: Path | None) -> None:
    """Run one graph and print its outputs as JSON.

    GRAPH.json is a graph in API format, as ComfyUI saves it with "Export (API)". Its nodes may be Penstock's and
    LoadImage, SaveImage, PreviewImage, EmptyImage, ImageInvert, ImageScale, ImageBatch, MaskToImage and
    SaveAnimatedWEBP.

    Printed is an object with "status" and "outputs": what each output node showed, by its id, images as the paths of
    the files that were written. The exit code is 1 where something went wrong; the reason is on stderr, and in
    "error" and "node_errors".
    """
    from .headless import headless
    from .paths import data_paths, default_data
    from .progress import shown_progress
    from .running import as_text, read_graph, run_graph, summary

    prompt = read_graph(graph)
    paths = data_paths(data or default_data())
    with shown_progress(prompt) as send, headless(paths, send) as penstock:
        printed, ok = run_graph(penstock.engine, paths, prompt)
    click.echo(as_text(printed))
    if not ok:
        raise click.ClickException(summary(printed))


@main.command(
    epilog="\b\nExamples:\n  penstock plugins\n  penstock plugins --json\n  penstock plugins disable compat\n"
    "  penstock plugins enable my_file\n  penstock plugins new my_captions --folder ~/code"
)
@click.argument("action", type=click.Choice(["list", "enable", "disable", "new"]), default="list", metavar="[ACTION]")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@data_option
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where a new plugin goes.  [default: the current folder]",
)
@click.option(
    "--license",
    "terms",
    type=click.Choice(["mit", "bsd-3-clause", "none"]),
    default="mit",
    show_default=True,
    help="What a new plugin may be used under; none: you decide later.",
)
def plugins(
    action: str, names: tuple[str, ...], data: Path | None, json_wanted: bool, folder: Path, terms: str
) -> None:
    """List the plugins; switch them on and off; begin one of your own.

    Every feature is a plugin: those that come with Penstock, those of installed packages, and single files in
    user/__penstock/plugins. The list says what runs, what does not, and why.

    ACTION is list, enable, disable or new. new writes a small project (node, route, page, tests) for each NAME. enable
    and disable take the NAMEs of plugins: a switch is stored in the data folder and takes effect at the next start. A
    single file runs only with the very bytes that it had when you enabled it.

    PENSTOCK_PLUGINS (names, separated by commas) lets only these take part, PENSTOCK_DISABLED_PLUGINS keeps some out,
    PENSTOCK_SAFE=1 all that did not come with Penstock; what they decide cannot be switched.
    """
    from ...core.switches import PluginSwitches
    from .headless import loaded
    from .paths import data_paths, default_data
    from .plugin_list import as_json, as_text, switched

    if (action == "list") == bool(names):
        raise click.UsageError(f"{action} takes {'no names' if names else 'the names of plugins'}.")
    if action == "new":
        from ...core.files import Files
        from .new_plugin import new_plugin

        for name in names:
            click.echo(str(new_plugin(name, folder.resolve(), Files(), terms=terms)))
        return
    application = loaded(data_paths(data or default_data()))
    switches = application.services.get(PluginSwitches)
    for name in names:
        (switches.enable if action == "enable" else switches.disable)(name)
    found = as_json(application)
    if json_wanted:
        import json

        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        if names:
            click.echo(f"{switched(found, names)}\n")
        click.echo(as_text(found))


@main.command(epilog="\b\nExamples:\n  penstock doctor --dry-run\n  penstock doctor --data ~/ComfyUI")
@data_option
@click.option("--dry-run", is_flag=True, help="Say what is wrong and change nothing.")
def doctor(data: Path | None, dry_run: bool) -> None:
    """Check a data folder and mend it.

    Looks at the folders, the settings, what killed servers left behind, every pool (its index, its manifest, its images
    and masks) and the list of profiles. What is damaged is set aside, never deleted, and made again from what is there.
    Labels are kept. Pools that a plugin keeps elsewhere, such as in a bucket, are not looked at.

    Each line says what was wrong and whether it is right now. The exit code is 0 where everything is right in the end.
    """
    from .doctor import examine, pool_count, shown
    from .paths import data_paths, default_data
    from .progress import counted_progress

    paths = data_paths(data or default_data())
    if not paths.input.parent.is_dir():
        raise click.ClickException(f"There is no data folder {paths.input.parent}.")
    lines = []
    with counted_progress() as report:
        for line in examine(paths, mend=not dry_run, report=report):
            click.echo(shown(line, mend=not dry_run))
            lines += [] if line.note else [line]
    wrong = sum(not line.mended for line in lines)
    click.echo(f"{pool_count(paths)} pools, {len(lines)} found, {len(lines) - wrong} mended, {wrong} left.")
    if wrong:
        raise SystemExit(1)


workflow.add_command(run_workflow)
for _group in (profiles, datasets, prompts, libbers, workflow, runs, batches):
    main.add_command(_group)
