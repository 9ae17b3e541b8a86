"""`penstock prompts` and `penstock libbers` on the command line. A server may run on the same data folder meanwhile."""

import sys
from pathlib import Path
from typing import Any

import click

from .data_option import data_option

_json_option = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print(found: Any, text: str, *, json_wanted: bool) -> None:
    if json_wanted:
        import json

        click.echo(json.dumps(found, indent=2, ensure_ascii=not _is_printable(found)))
    else:
        click.echo(_printable(text), nl=bool(text))


def _printable(text: str) -> str:
    """Half a surrogate pair, which a file may hold and no terminal takes, as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _is_printable(found: Any) -> bool:
    import json

    text = json.dumps(found, ensure_ascii=False)
    return _printable(text) == text


@click.group(
    epilog="\b\nExamples:\n  penstock prompts list\n  penstock prompts show cats\n"
    "  penstock prompts restore-v1 cats --data ~/ComfyUI"
)
def prompts() -> None:
    """List and show the prompts of folders; take one back to version 1.

    FOLDER is a folder in output/scenes, its prompts are in prompts.json. What is saved counts, not what somebody is
    editing.
    """


@prompts.command("list", epilog="\b\nExamples:\n  penstock prompts list\n  penstock prompts list --json")
@data_option
@_json_option
def list_prompts(data: Path | None, json_wanted: bool) -> None:
    """List the folders that have prompts: how many, the file's version, the folder."""
    from .text_work import listed_prompts, opened, prompt_lines

    with opened(data) as services:
        found = listed_prompts(services)
    for one in found:
        for problem in one["problems"]:
            _say(_printable(f"{one['folder']}: {problem}"))
    _print(found, prompt_lines(found), json_wanted=json_wanted)


@prompts.command("show", epilog="\b\nExamples:\n  penstock prompts show cats\n  penstock prompts show cats --json")
@click.argument("folder")
@data_option
@_json_option
def show_prompts(folder: str, data: Path | None, json_wanted: bool) -> None:
    """Show the prompts of a folder, and its compositions.

    With --json it is what prompts.json holds as version 2, whatever its version is; nothing is written.
    """
    from .text_work import as_sheet, opened, shown_prompts

    with opened(data, _say) as services:
        document, found = shown_prompts(services, folder)
    for problem in document.problems:
        _say(_printable(problem))
    _print(found, as_sheet(document.collection), json_wanted=json_wanted)


@prompts.command("restore-v1", epilog="\b\nExamples:\n  penstock prompts restore-v1 cats")
@click.argument("folder")
@data_option
@click.option("--discard", is_flag=True, help="Changes that are being edited and are not saved may be lost.")
def restore_v1(folder: str, data: Path | None, discard: bool) -> None:
    """Bring the version 1 file of a folder back, byte for byte.

    It was kept as prompts.json.v1.backup when the file became version 2. What is there now is kept beside it, as
    prompts.json.v2-<time>.
    """
    from .text_work import opened, restored

    with opened(data, _say) as services:
        count = restored(services, folder, discard=discard)
    click.echo(f"{folder}: version 1 is back, {count} prompts")


@click.group(
    epilog="\b\nExamples:\n  penstock libbers list\n  penstock libbers show styles\n"
    "  penstock libbers apply styles 'a %mood% cat' --seed 7"
)
def libbers() -> None:
    """List and show libbers, libraries of snippets; fill a text from one.

    Where a command takes a NAME, capitals do not matter. What is saved counts, not what somebody is editing.
    """


@libbers.command("list", epilog="\b\nExamples:\n  penstock libbers list\n  penstock libbers list --json")
@data_option
@_json_option
def list_libbers(data: Path | None, json_wanted: bool) -> None:
    """List the libbers: number of snippets, name."""
    from .text_work import libber_lines, listed_libbers, opened

    with opened(data, _say) as services:
        found = listed_libbers(services)
    for one in found:
        for problem in one["problems"]:
            _say(_printable(f"{one['name']}: {problem}"))
    _print(found, libber_lines(found), json_wanted=json_wanted)


@libbers.command("show", epilog="\b\nExamples:\n  penstock libbers show styles\n  penstock libbers show styles --json")
@click.argument("name")
@data_option
@_json_option
def show_libber(name: str, data: Path | None, json_wanted: bool) -> None:
    """Show the snippets of a libber by their keys."""
    from .text_work import opened, shown_libber, snippets

    with opened(data, _say) as services:
        found = shown_libber(services, name)
    for problem in found.pop("problems"):
        _say(_printable(problem))
    _print(found, snippets(found["libs"]), json_wanted=json_wanted)


@libbers.command(
    epilog="\b\nExamples:\n  penstock libbers apply styles 'a %mood% cat'\n"
    "  penstock libbers apply styles - < prompt.txt > filled.txt\n  penstock libbers apply styles '%*%' --seed 7"
)
@click.argument("name")
@click.argument("text", default="-")
@data_option
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Draws the random snippets (%*%).")
def apply(name: str, text: str, data: Path | None, seed: int) -> None:
    """Fill a text from a libber and print it.

    TEXT is the text, or - for what comes in (the same where there is none). What could not be replaced is said beside
    it, and stays in the text.
    """
    from .text_work import applied, opened

    wanted = sys.stdin.read() if text == "-" else text
    with opened(data, _say) as services:
        found, notes = applied(services, name, wanted, seed)
    for note in notes:
        _say(_printable(note))
    click.echo(_printable(found), nl=not found.endswith("\n"))
