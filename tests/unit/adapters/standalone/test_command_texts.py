"""`penstock prompts` and `penstock libbers` on a data folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.headless import headless
from penstock.adapters.standalone.paths import data_paths
from penstock.core.contracts.prompts import PromptEditing, Prompts
from penstock.core.draft_values import Edit

Run = Callable[..., Result]
VERSION_1 = b'{"girl_pos": "a girl\\nat sea", "male_pos": "", "age": 5}'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a collection of version 1, one of version 2 and a damaged one, and a libber."""
    data = tmp_path / "data"
    for path, content in (
        ("scenes/old/prompts.json", VERSION_1),
        ("scenes/broken/prompts.json", b"{"),
        ("scenes/cats/prompts.json", json.dumps({"version": 2, "prompts": {"A": "x"}, "compositions": {"c": ["A"]}})),
        ("libbers/styles.json", json.dumps({"libs": {"mood": "sad %deep%", "deep": "sea"}})),
    ):
        target = data / "output" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return data


@pytest.fixture
def penstock(data: Path) -> Run:
    """`penstock("prompts", "list", ...)` on that folder."""
    return lambda *arguments, **more: CliRunner().invoke(main, [*arguments, "--data", str(data)], **more)


def test_the_list_of_prompts_is_for_people_and_for_programs(penstock: Run) -> None:
    """A line for each folder with the number of prompts and the version; what cannot be read is said beside it."""
    result = penstock("prompts", "list")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines == [["damaged", "broken"], ["1", "version", "2", "cats"], ["1", "version", "1", "old"]]
    assert result.stderr.startswith("broken: ")
    found = json.loads(penstock("prompts", "list", "--json").stdout)
    assert [(one["folder"], one["count"], one["version"]) for one in found] == [
        ("broken", None, None),
        ("cats", 1, 2),
        ("old", 1, 1),
    ]


def test_empty_folders_list_nothing(tmp_path: Path) -> None:
    """Not even an empty line; and an empty list for programs."""
    for group in ("prompts", "libbers"):
        runs = [["list"], ["list", "--json"]]
        results = [CliRunner().invoke(main, [group, *run, "--data", str(tmp_path / "new")]) for run in runs]
        assert [(result.exit_code, result.stdout) for result in results] == [(0, ""), (0, "[]\n")]


def test_prompts_are_shown_and_nothing_is_written(penstock: Run, data: Path) -> None:
    """With their categories, texts indented, compositions; as JSON it is what version 2 would hold."""
    assert penstock("prompts", "show", "old").stdout == "girl_pos (legacy)\n  a girl\n  at sea\n"
    assert penstock("prompts", "show", "cats").stdout == "A\n  x\nc = A\n"
    found = json.loads(penstock("prompts", "show", "old", "--json").stdout)
    assert (found["version"], found["v1_backup"]) == (2, json.loads(VERSION_1))
    assert (data / "output/scenes/old/prompts.json").read_bytes() == VERSION_1


@pytest.mark.parametrize("folder", ["nothing", "../old", ""])
def test_a_folder_without_prompts_is_said(penstock: Run, folder: str) -> None:
    """One line and exit code 1, for names that are none too."""
    for command in ("show", "restore-v1"):
        result = penstock("prompts", command, folder)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert "Traceback" not in result.stderr


def test_version_1_comes_back_byte_for_byte(penstock: Run, data: Path) -> None:
    """After a save made it version 2; changes that are not saved are lost only where that is said."""
    with headless(data_paths(data)) as started:
        services = started.application.services
        found = services.get(Prompts).read("old")
        services.get(Prompts).save("old", found.collection, found.revision)
        editing = services.get(PromptEditing)
        draft = editing.open("old").draft
        editing.edit("old", draft.id, [Edit("prompt:new", {"value": "x"})])
    refused = penstock("prompts", "restore-v1", "old")
    assert refused.exit_code == 1
    assert "not saved" in refused.stderr
    result = penstock("prompts", "restore-v1", "old", "--discard")
    assert (result.exit_code, result.stdout) == (0, "old: version 1 is back, 1 prompts\n"), result.output
    assert (data / "output/scenes/old/prompts.json").read_bytes() == VERSION_1


def test_libbers_are_listed_and_shown(penstock: Run) -> None:
    """By name in any case, with the number of snippets."""
    assert penstock("libbers", "list").stdout.split() == ["2", "styles"]
    assert penstock("libbers", "show", "Styles").stdout == "mood\n  sad %deep%\ndeep\n  sea\n"
    found = json.loads(penstock("libbers", "show", "styles", "--json").stdout)
    assert found == {"libs": {"mood": "sad %deep%", "deep": "sea"}, "delimiter": "%", "max_depth": 10}
    assert penstock("libbers", "show", "nothing").exit_code == 1


def test_a_text_is_filled(penstock: Run) -> None:
    """From the argument or from what comes in; what stays is said beside it."""
    result = penstock("libbers", "apply", "styles", "a %mood% %cat%")
    assert (result.exit_code, result.stdout) == (0, "a sad sea %cat%\n"), result.output
    assert result.stderr == 'styles: "cat" is not in it.\n'
    for more in ([], ["-"]):
        result = penstock("libbers", "apply", "styles", *more, input="%deep%\n")
        assert (result.stdout, result.stderr) == ("sea\n", "")
    assert penstock("libbers", "apply", "nothing", "x").exit_code == 1


def test_chance_is_drawn_from_the_seed(penstock: Run) -> None:
    """The same seed gives the same text, and there is one that gives another."""
    drawn = [penstock("libbers", "apply", "styles", "%*%", "--seed", str(seed)).stdout for seed in (1, 1, 2, 3, 4, 5)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) == 2


def test_half_a_surrogate_pair_is_printed_as_its_escape(penstock: Run, data: Path) -> None:
    """A file may hold one, and no terminal takes it."""
    (data / "output/scenes/cats/prompts.json").write_text('{"version": 2, "prompts": {"A\\ud800": "x\\udfff"}}')
    assert penstock("prompts", "show", "cats").stdout == "A\\ud800\n  x\\udfff\n"
    assert json.loads(penstock("prompts", "show", "cats", "--json").stdout)["prompts"]["A\ud800"]["value"] == "x\udfff"
