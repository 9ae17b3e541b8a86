"""`penstock profiles`: named pools on the command line. A server may run on the same data folder meanwhile."""

from pathlib import Path

import click

from .data_option import data_option


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.group(
    epilog="\b\nExamples:\n  penstock profiles list\n  penstock profiles export Cats\n"
    "  penstock profiles import Cats.zip Dogs.zip --data ~/ComfyUI"
)
def profiles() -> None:
    """List profiles; carry them between machines as zip files.

    A profile is a pool with a name. Where a command takes a NAME, capitals do not matter, and the profile's id does as
    well. A server that runs on the same data folder shows what was changed within a second.
    """


@profiles.command("list", epilog="\b\nExamples:\n  penstock profiles list\n  penstock profiles list --deleted --json")
@data_option
@click.option("--deleted", is_flag=True, help="Those in the trash, the last deleted first.")
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for programs.")
def list_profiles(data: Path | None, deleted: bool, json_wanted: bool) -> None:
    """List the profiles: number of images, date, id, name."""
    from .profile_work import as_text, deleted_profiles, listed_profiles, opened

    with opened(data, _say) as work:
        found = deleted_profiles(work) if deleted else listed_profiles(work)
    if json_wanted:
        import json

        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(found), nl=bool(found))


@profiles.command(
    epilog="\b\nExamples:\n  penstock profiles export Cats\n  penstock profiles export Cats ~/backup/cats.zip"
)
@click.argument("name")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@data_option
def export(name: str, file: Path | None, data: Path | None) -> None:
    """Pack a profile into a zip file.

    Masks, labels, order and selection go along. FILE is the zip file to write, or the folder that it goes to;
    without it the file is named after the profile and goes to the current folder. A file that exists is kept.
    """
    from .profile_work import export_to, found, opened, shown
    from .progress import counted_progress

    with opened(data, _say) as work, counted_progress() as report:
        profile = found(work, name)
        written = export_to(work, profile, file, shown(report, profile.name))
    click.echo(str(written))


@profiles.command(
    "import", epilog="\b\nExamples:\n  penstock profiles import Cats.zip\n  penstock profiles import *.zip"
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
def import_files(files: tuple[Path, ...], data: Path | None) -> None:
    """Make profiles of zip files, ours or Dataset Gates'.

    A name that is in use becomes "name (2)". A zip file that is not sound is refused whole; the others are imported
    all the same, and the exit code is 1.
    """
    from ...core.errors import PenstockError
    from .profile_work import import_from, opened, shown
    from .progress import counted_progress

    refused = 0
    with opened(data, _say) as work:
        for file in files:
            try:
                with counted_progress() as report:
                    line = import_from(work, file, shown(report, file.name))
                click.echo(line)
            except PenstockError as error:
                refused += 1
                click.echo(f"{file}: {error.message} {error.hint}".strip(), err=True)
    if refused:
        raise click.ClickException(f"{refused} of {len(files)} files were not imported.")


@profiles.command(epilog="\b\nExamples:\n  penstock profiles rename Cats 'Cats, 2025'")
@click.argument("name")
@click.argument("new_name")
@data_option
def rename(name: str, new_name: str, data: Path | None) -> None:
    """Give a profile another name; workflows know it by its id."""
    from .profile_work import found, opened

    with opened(data, _say) as work:
        profiles = work.profiles
        renamed = profiles.rename(found(work, name).id, new_name)
    click.echo(renamed.name)


@profiles.command(epilog="\b\nExamples:\n  penstock profiles delete Cats")
@click.argument("name")
@data_option
def delete(name: str, data: Path | None) -> None:
    """Move a profile with its images to the trash, where it is kept 30 days."""
    from .profile_work import found, opened

    with opened(data, _say) as work:
        profile = found(work, name)
        trash = work.profiles.delete(profile.id)
    back = f"penstock profiles restore {trash}" if trash else "its images were gone already"
    click.echo(f"{profile.name}: deleted ({back})")


@profiles.command(epilog="\b\nExamples:\n  penstock profiles restore Cats")
@click.argument("name")
@data_option
def restore(name: str, data: Path | None) -> None:
    """Bring a deleted profile back.

    NAME is its name (the last deleted of that name counts), or what `penstock profiles list --deleted` shows as trash.
    """
    from .profile_work import found_deleted, opened

    with opened(data, _say) as work:
        restored = work.profiles.restore(found_deleted(work, name).trash)
    click.echo(restored.name)
