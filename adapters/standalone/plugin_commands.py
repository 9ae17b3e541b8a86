"""Commands of plugins on the command line: found when a name is none of Penstock's own, run on the data folder."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...core.services import Services
from ...core.values import frozen
from .data_option import data_option

if TYPE_CHECKING:
    from ...core.application import Application
    from ...core.commands import CommandArgument, CommandOption, CommandSpec
    from ...core.host import HostPaths


@frozen(kw_only=True)
class RunningCommand:
    """A `CommandCall`."""

    services: Services
    values: Mapping[str, Any]
    report: Callable[[int, int, str], None]

    def say(self, line: str) -> None:
        """Print a line on stdout."""
        click.echo(line)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Draw a bar on stderr."""
        self.report(done, total, message)


def plugin_command(name: str, rest: list[str]) -> click.Command | None:
    """The command `name` of a plugin that takes part in the data folder that `rest` asks for, None where none has it.

    Nothing is made there, since the name may be mistyped: without a data folder those that are installed are asked.
    """
    from .paths import data_paths, default_data

    paths = data_paths(asked_data(rest) or default_data())
    if paths.user.is_dir():
        return _command(name, paths)
    with tempfile.TemporaryDirectory(prefix="penstock-") as folder:
        return _command(name, data_paths(Path(folder)))


def _command(name: str, paths: "HostPaths") -> click.Command | None:
    from .headless import loaded

    found = [spec for spec in loaded(paths).commands if spec.name == name]
    return as_click(found[0]) if found else None


def not_enabled(name: str, rest: list[str]) -> str:
    """How to enable the single files that speak of a command `name` and do not take part; empty without one.

    Nothing of them is run: they are only read.
    """
    from ...core.files import Files
    from ...core.settings_file import SettingsFile
    from ...core.sources import single_files
    from .paths import data_paths, default_data

    private = data_paths(asked_data(rest) or default_data()).private
    folder = private / "plugins"
    if not folder.is_dir():
        return ""
    stored = SettingsFile(private / "settings.json", Files()).read()
    waiting = [one for one in single_files(folder, stored.approved) if not one.approved]
    meant = [one.name for one in waiting if _speaks_of(folder / one.location.partition(" (SHA-256")[0], name)]
    if not meant:
        return ""
    return (
        f"{', '.join(meant)} may have it, and was not enabled or has changed since. "
        f"Enable it: penstock plugins enable {' '.join(meant)}"
    )


def _speaks_of(file: Path, name: str) -> bool:
    from ...core.files import read_file
    from ...core.sources import LARGEST_FILE

    try:
        return name.encode() in read_file(file, LARGEST_FILE)
    except OSError:
        return False


def asked_data(rest: list[str]) -> Path | None:
    """The data folder that a command line asks for, before anything else of it can be read."""
    for place, word in enumerate(rest):
        if word == "--data" and place + 1 < len(rest):
            return Path(rest[place + 1])
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
    return Path(os.environ["PENSTOCK_DATA"]) if os.environ.get("PENSTOCK_DATA") else None


def as_click(spec: "CommandSpec") -> click.Command:
    """The declaration as click has it."""
    parameters: list[click.Parameter] = [*map(_argument, spec.arguments), *map(_option, spec.options)]
    command = click.Command(spec.name, params=parameters, help=f"{spec.summary}\n\n{spec.help}".strip())
    command.callback = _running(spec.name)
    data_option(command)
    return command


def _running(name: str) -> Callable[..., None]:
    def run(data: Path | None, **values: Any) -> None:
        from .headless import headless
        from .paths import data_paths, default_data
        from .progress import counted_progress

        with headless(data_paths(data or default_data())) as started, counted_progress() as report:
            spec = _spec_of(started.application, name)
            spec.run(RunningCommand(services=started.application.services, values=values, report=report))

    return run


def _spec_of(application: "Application", name: str) -> "CommandSpec":
    return next(spec for spec in application.commands if spec.name == name)


def _argument(argument: "CommandArgument") -> click.Argument:
    return click.Argument(
        [argument.name.replace("-", "_")],
        type=_TYPES[argument.kind],
        required=argument.required,
        nargs=-1 if argument.many else 1,
        metavar=argument.name.upper(),
    )


def _option(option: "CommandOption") -> click.Option:
    names = [f"--{option.name}", option.name.replace("-", "_")]
    if option.kind == "flag":
        return click.Option(names, is_flag=True, default=bool(option.default), help=option.help)
    return click.Option(names, type=_TYPES[option.kind], default=option.default, help=option.help, show_default=True)


_TYPES: Mapping[str, click.ParamType[Any]] = {
    "text": click.STRING,
    "integer": click.INT,
    "number": click.FLOAT,
    "flag": click.BOOL,
    "path": click.Path(path_type=Path),
}
