"""Commands of plugins run as Penstock's own do: with arguments, options, progress, errors in one line."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from penstock.adapters.standalone.command import main
from penstock.core.commands import CommandArgument, CommandSpec

PLUGIN = """
from penstock import hookimpl
from penstock.core.commands import CommandArgument, CommandOption, CommandSpec
from penstock.core.contracts.pools import Pools
from penstock.core.errors import NotFound


def make(call):
    names, times = call.values["name"], call.values["how_often"]
    if "no" in names:
        raise NotFound("There is no no.", hint="Say another name.")
    for done, name in enumerate(names):
        call.progress(done, len(names), name)
        call.services.get(Pools).create(name)
        call.say(f"{name} {times} {call.values['loud']}")


@hookimpl
def penstock_commands():
    many = (CommandArgument(name="name", many=True),)
    options = (CommandOption(name="how-often", kind="integer", default=1), CommandOption(name="loud", kind="flag"))
    return [
        CommandSpec(name="make-pools", summary="Make pools.", help="All of them.", run=make, arguments=many,
                    options=options),
        CommandSpec(name="doctor", summary="Not ours.", run=make),
    ]
"""
Command = Callable[..., Result]


@pytest.fixture
def penstock(tmp_path: Path) -> Command:
    """`penstock(*words)` on a data folder with a single file that was enabled."""
    folder = tmp_path / "data/user/__penstock/plugins"
    folder.mkdir(parents=True)
    (folder / "makers.py").write_text(textwrap.dedent(PLUGIN))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--data", str(tmp_path / "data")])

    assert run("plugins", "enable", "makers").exit_code == 0
    return run


def test_a_command_of_a_plugin_runs_on_the_data_folder(penstock: Command, tmp_path: Path) -> None:
    """With its arguments and options by name; what it made is there."""
    result = penstock("make-pools", "cats", "dogs", "--how-often", "3", "--loud")
    assert (result.exit_code, result.stdout) == (0, "cats 3 True\ndogs 3 True\n"), result.output
    assert {"cats", "dogs"} <= {path.name for path in (tmp_path / "data/input/grid_pool").iterdir()}


def test_its_errors_are_one_line_with_their_hint(penstock: Command) -> None:
    """As those of Penstock's own commands."""
    result = penstock("make-pools", "no")
    assert result.exit_code == 1
    assert result.stderr.strip() == "Error: There is no no. Say another name."


def test_it_explains_itself(penstock: Command) -> None:
    """Its help names what it takes."""
    said = penstock("make-pools", "--help").stdout
    for word in ("Make pools.", "All of them.", "NAME", "--how-often", "--loud", "--data"):
        assert word in said


def test_penstocks_own_names_win(penstock: Command) -> None:
    """A plugin does not stand in for a command of Penstock; the list says what each brings."""
    assert "Check a data folder" in penstock("doctor", "--help").stdout
    assert '"make-pools"' in penstock("plugins", "--json").stdout


def test_an_unknown_command_is_unknown(penstock: Command, tmp_path: Path) -> None:
    """And a data folder that is not there is not made for it."""
    result = penstock("make-poools")
    assert (result.exit_code, "No such command" in result.stderr) == (2, True)
    missing = tmp_path / "missing"
    assert CliRunner().invoke(main, ["make-pools", "--data", str(missing)]).exit_code == 2
    assert not missing.exists()


@pytest.mark.parametrize("name", ["", "Make", "make_pools", "-make", "make-", "ma ke", "mäke"])
def test_names_are_words_that_a_shell_takes(name: str) -> None:
    """Lower-case words joined by `-`, of commands and of what they take."""
    with pytest.raises(ValueError, match="no name for a command"):
        CommandSpec(name=name, summary="", run=print)
    with pytest.raises(ValueError, match="no name for a command"):
        CommandArgument(name=name)


def test_enabling_says_first_that_it_counts_from_the_next_start_on(penstock: Command, tmp_path: Path) -> None:
    """And its row has no reason of this start beside it."""
    file = tmp_path / "data/user/__penstock/plugins/makers.py"
    file.write_text(file.read_text() + "\n# changed\n")
    assert "has changed since" in penstock("plugins").stdout
    lines = penstock("plugins", "enable", "makers").stdout.splitlines()
    assert lines[0] == "makers is enabled, from the next start on."
    (row,) = [line for line in lines if line.startswith("makers ") and "unapproved" in line]
    assert "on from the next start on" in row
    assert "has changed since" not in row
    assert penstock("plugins", "enable", "makers").stdout.splitlines()[0] == "makers is enabled."
    assert penstock("plugins", "disable", "makers").stdout.startswith("makers is disabled, from the next start on.\n")
    assert penstock("plugins", "disable", "makers", "--json").stdout.startswith("[")


def test_a_command_of_a_file_that_changed_says_what_to_enable(penstock: Command, tmp_path: Path) -> None:
    """No such command is what people read after every edit of a single file."""
    assert "Enable it" not in penstock("nothing-like-it").stderr
    file = tmp_path / "data/user/__penstock/plugins/makers.py"
    file.write_text(file.read_text() + "\n# changed\n")
    result = penstock("make-pools", "cats")
    assert (result.exit_code, "No such command" in result.stderr) == (2, True)
    assert "makers may have it, and was not enabled or has changed since" in " ".join(result.stderr.split())
    assert "penstock plugins enable makers" in " ".join(result.stderr.split())
    assert "Enable it" not in penstock("nothing-like-it").stderr


def test_a_plugin_that_fails_is_told_once(penstock: Command, tmp_path: Path) -> None:
    """Its reason is its fault, and each row is one line."""
    file = tmp_path / "data/user/__penstock/plugins/makers.py"
    file.write_text("from penstock import hookimpl\n\n@hookimpl\ndef penstock_slot_labelled(evt): ...\n")
    penstock("plugins", "enable", "makers")
    said = penstock("plugins").stdout
    assert said.count("penstock_slot_labelled takes (event), not (evt)") == 1
