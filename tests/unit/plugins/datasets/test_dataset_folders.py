"""Which folders may be used: addresses, what is allowed, what is refused."""

from pathlib import Path

import pytest

from penstock.core.errors import BadName, NotFound, PenstockError, ReadOnly

from .loader_sets import Sets


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    """The host's folders, one to load and save, one to load only."""
    for name in ("both", "load"):
        (tmp_path / name).mkdir()
    return Sets(tmp_path / "host", both=f" {tmp_path / 'both'} ;", load=str(tmp_path / "load"))


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        ("", "input"),
        ("input", "input"),
        ("cats", "input/cats"),
        (" input/cats/ ", "input/cats"),
        ("./cats//", "input/cats"),
        ("output", "output"),
        ("output/dogs", "output/dogs"),
    ],
)
def test_a_text_without_a_root_lies_in_the_input_folder_when_loaded(sets: Sets, address: str, spelled: str) -> None:
    """Each folder has one spelling, which names it again."""
    (sets.input / "cats").mkdir()
    (sets.output / "dogs").mkdir()
    found = sets.folders.to_load(address)
    assert found.address == spelled
    assert sets.folders.to_load(spelled) == found
    assert sets.folders.address_of(found.path) == spelled


@pytest.mark.parametrize(
    ("address", "spelled"),
    [("", "output"), ("cats", "output/cats"), ("input/cats", "input/cats"), ("a/b", "output/a/b")],
)
def test_a_text_without_a_root_lies_in_the_output_folder_when_saved(sets: Sets, address: str, spelled: str) -> None:
    """Nothing is made by asking."""
    found = sets.folders.to_save(address)
    assert found.address == spelled
    assert found.path.exists() == (spelled == "output")


def test_whole_paths_of_the_host_s_folders_have_their_short_spelling(sets: Sets) -> None:
    """A path and an address of one folder are the same."""
    assert sets.folders.to_load(str(sets.input)).address == "input"
    assert sets.folders.to_save(str(sets.output / "a")).address == "output/a"


def test_allowed_folders_are_used_by_their_path(sets: Sets, tmp_path: Path) -> None:
    """With what lies in them; those for loading are never written to."""
    (tmp_path / "load" / "in").mkdir()
    assert sets.folders.to_load(str(tmp_path / "both")).address == str(tmp_path / "both")
    assert sets.folders.to_load(str(tmp_path / "load" / "in")).path == tmp_path / "load" / "in"
    assert sets.folders.to_save(str(tmp_path / "both" / "new")).address == str(tmp_path / "both" / "new")
    with pytest.raises(ReadOnly):
        sets.folders.to_save(str(tmp_path / "load" / "in"))


def test_the_innermost_folder_decides_whether_it_may_be_saved_to(sets: Sets) -> None:
    """A folder for loading only, inside the output folder, is not written to; one in it that is allowed for both is."""
    kept = sets.output / "kept"
    kept.mkdir()
    sets.load = str(kept)
    with pytest.raises(ReadOnly):
        sets.folders.to_save("kept/new")
    sets.folders.to_save("other")
    (kept / "own").mkdir()
    sets.both = str(kept / "own")
    assert sets.folders.to_save("kept/own/new").address == str(kept / "own" / "new")


@pytest.mark.parametrize("problem", ["gone", "locked"])
def test_a_folder_for_loading_only_is_protected_while_it_cannot_be_used(
    sets: Sets, tmp_path: Path, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is not there now: nothing is written where it will be."""
    kept = tmp_path / "both" / "kept"
    sets.load = f"relative;{kept}"
    if problem == "locked":
        kept.mkdir()
        monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != kept)
    for address in (kept, kept / "new"):
        with pytest.raises(ReadOnly):
            sets.folders.to_save(str(address))
    sets.folders.to_save(str(tmp_path / "both" / "other"))


def test_a_folder_that_is_set_for_loading_only_is_never_written_to(sets: Sets, tmp_path: Path) -> None:
    """Not where it is the host's own, nor where the other setting names it, too; its address stays the short one."""
    sets.load = f"{sets.input};{tmp_path / 'both'}"
    for address in ("input/new", str(tmp_path / "both" / "new")):
        with pytest.raises(ReadOnly):
            sets.folders.to_save(address)
    assert [one.can_save for one in sets.folders.all()] == [False, True, False, False, False]
    (sets.input / "cats").mkdir()
    assert sets.folders.to_load("cats").address == "input/cats"


@pytest.mark.parametrize("address", [".hid", "cats/.sel", "cats/.sel/in", "link"])
def test_hidden_folders_are_not_loaded(sets: Sets, address: str) -> None:
    """Nor by a link: what a run may load is what is looked at when it is asked whether something changed."""
    (sets.input / "cats" / ".sel" / "in").mkdir(parents=True)
    (sets.input / ".hid").mkdir()
    (sets.input / "link").symlink_to(sets.input / ".hid")
    with pytest.raises(BadName, match="hidden"):
        sets.folders.to_load(address)


def test_a_hidden_folder_may_be_allowed_by_itself(sets: Sets, tmp_path: Path) -> None:
    """Then it is one of the folders, with all that is not hidden in it."""
    (tmp_path / "both" / ".own" / "in").mkdir(parents=True)
    sets.load = str(tmp_path / "both" / ".own")
    assert sets.folders.to_load(f"{sets.load}/in").address == f"{sets.load}/in"


def test_blanks_around_an_address_are_left_out_where_nothing_has_them(sets: Sets) -> None:
    """A folder whose name ends in a blank is that folder, and not the one without it."""
    for name in ("cats", "cats ", "dogs"):
        (sets.input / name).mkdir()
    for address in ("cats ", "input/cats ", str(sets.input / "cats ")):
        assert sets.folders.to_load(address).path == sets.input / "cats "
    assert sets.folders.to_load("cats").path == sets.folders.to_load(" cats").path == sets.input / "cats"
    assert sets.folders.to_load(" dogs ").address == "input/dogs"
    assert sets.folders.to_save("birds ").address == "output/birds"


@pytest.mark.parametrize(
    "address", ["..", "../input", "cats/../..", "/", "/etc", "~", "~nobody-of-that-name/x", "a\0b", "x" * 5_000]
)
def test_what_leads_elsewhere_is_refused(sets: Sets, address: str) -> None:
    """For loading and for saving alike, with the field that is wrong."""
    for ask in (sets.folders.to_load, sets.folders.to_save):
        with pytest.raises(BadName) as caught:
            ask(address, "output_folder")
        assert caught.value.field == "output_folder"


def test_links_are_followed_before_anything_is_allowed(sets: Sets, tmp_path: Path) -> None:
    """A link to an allowed folder is that folder; one that leads out is refused."""
    (tmp_path / "secret").mkdir()
    (sets.input / "cats").mkdir()
    (sets.input / "out").symlink_to(tmp_path / "secret")
    (sets.input / "in").symlink_to(sets.input / "cats")
    assert sets.folders.to_load("in").address == "input/cats"
    for address in ("out", "out/new"):
        with pytest.raises(BadName):
            sets.folders.to_load(address)
        with pytest.raises(BadName):
            sets.folders.to_save(f"input/{address}")
    assert not sets.folders.allows(sets.input / "out" / "a.png")
    assert sets.folders.allows(sets.input / "in" / "a.png")
    assert not sets.folders.allows(tmp_path / "both-not")


def test_what_penstock_keeps_for_itself_is_never_used(tmp_path: Path) -> None:
    """Its private state, even where a folder around it is allowed."""
    sets = Sets(tmp_path / "host", both=str(tmp_path / "host"))
    sets.folders.paths.private.mkdir(parents=True)
    for ask in (sets.folders.to_load, sets.folders.to_save):
        with pytest.raises(BadName):
            ask(str(sets.folders.paths.private))
    assert not sets.folders.allows(sets.folders.paths.private / "settings.json")


@pytest.mark.parametrize("address", ["input/grid_pool", "input/grid_pool/mine/deep", "input/GRID_POOL/mine"])
def test_the_pools_are_for_loading_only(sets: Sets, address: str) -> None:
    """What is saved there would be taken for theirs."""
    (sets.input / "grid_pool" / "mine").mkdir(parents=True)
    with pytest.raises(BadName, match="pools"):
        sets.folders.to_save(address)
    assert sets.folders.to_load("grid_pool/mine").address == "input/grid_pool/mine"


def test_the_pools_are_protected_wherever_they_are_stored(sets: Sets, tmp_path: Path) -> None:
    """Their folder may be a link to another disk."""
    (tmp_path / "both" / "pools").mkdir()
    (sets.input / "grid_pool").symlink_to(tmp_path / "both" / "pools")
    for address in ("input/grid_pool/mine", str(tmp_path / "both" / "pools" / "mine")):
        with pytest.raises(BadName, match="pools"):
            sets.folders.to_save(address)
    sets.folders.to_save(str(tmp_path / "both" / "poolside"))


@pytest.mark.parametrize("address", [".penstock-trash", "a/.b", "con", "a/b.", "a/b|c", "file", "file/in"])
def test_names_that_cannot_be_made_are_refused(sets: Sets, address: str) -> None:
    """Hidden ones, those that some systems reserve, and files."""
    (sets.output / "file").touch()
    (sets.output / ".penstock-trash").mkdir()
    with pytest.raises(BadName):
        sets.folders.to_save(address)


def test_folders_say_what_is_wrong_with_them(sets: Sets, tmp_path: Path) -> None:
    """Input and output first, then the settings in their order; what cannot be used is told and not used."""
    (tmp_path / "file").touch()
    sets.both = f"relative;/;{tmp_path / 'none'}\n{tmp_path / 'both'};~nobody-of-that-name"
    sets.load = str(tmp_path / "file")
    found = sets.folders.all()
    assert [one.kind for one in found] == ["input", "output", *["allowed"] * 6]
    assert [bool(one.problem) for one in found] == [False, False, True, True, True, False, True, True]
    assert [one.can_save for one in found] == [True] * 7 + [False]
    with pytest.raises(BadName):
        sets.folders.to_load("/etc")


def test_a_missing_folder_is_not_found(sets: Sets) -> None:
    """A file is no folder either."""
    (sets.input / "file").touch()
    for address in ("cats", "file", "file/in"):
        with pytest.raises(NotFound) as caught:
            sets.folders.to_load(address)
        assert caught.value.field == "folder"


def test_a_folder_behind_a_locked_one_is_an_answer(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system does not let us look at is refused by name, and is no fault of ours."""

    def locked(*_arguments: object, **_options: object) -> bool:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "is_dir", lambda path: locked() if path.name == "cats" else True)
    with pytest.raises(PenstockError):
        sets.folders.to_load("cats")
    monkeypatch.setattr(Path, "exists", locked)
    with pytest.raises(PenstockError):
        sets.folders.to_save("cats")
