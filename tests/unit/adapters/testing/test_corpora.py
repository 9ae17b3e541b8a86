"""The corpora themselves: large enough, the same every time, and true of core/names.py."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.json_bodies import odd_bodies, odd_form_bodies, odd_json_bodies
from penstock.adapters.testing.corpora.links import Trap, set_traps
from penstock.adapters.testing.corpora.manifests import hostile_manifests
from penstock.adapters.testing.corpora.names import HostileName, hostile_names
from penstock.core.errors import BadName
from penstock.core.names import check_file_name, check_id, contained, is_file_name

NAMES = hostile_names()


GROUPS = sorted({case.group for case in NAMES})
"""Names of a group are looked at in one test: there are many, and a test costs more than a look."""


def of_group(group: str) -> list[HostileName]:
    return [case for case in NAMES if case.group == group]


def folders(within: Path, group: str) -> Iterator[tuple[HostileName, Path]]:
    """Each name of the group with an empty folder that has a parent of its own."""
    for number, case in enumerate(of_group(group)):
        folder = within / str(number) / "folder"
        folder.mkdir(parents=True)
        yield case, folder


def test_corpora_are_large_and_stable() -> None:
    """There are at least 300 names, 100 manifests and 36 bodies, each once, the same on every call."""
    assert len(NAMES) >= 300
    assert len(hostile_manifests()) >= 100
    assert len(odd_json_bodies()) >= 36
    assert len(odd_form_bodies()) >= 20
    for make in (hostile_names, hostile_manifests, odd_bodies):
        names = [case.name for case in make()]
        assert len(set(names)) == len(names)
        assert make() == make()


@pytest.mark.parametrize("group", GROUPS)
def test_hostile_name_is_refused_or_is_one_harmless_component(group: str, tmp_path: Path) -> None:
    """What is taken as a file name creates exactly that one entry in its folder; what must be refused is."""
    for case, folder in folders(tmp_path, group):
        if not is_file_name(case.name):
            with pytest.raises(BadName):
                check_file_name(case.name)
            continue
        assert not case.refused, case
        assert contained(folder, case.name) == folder.resolve() / case.name, case
        (folder / case.name).write_bytes(b"x")
        assert list(folder.parent.iterdir()) == [folder], case
        assert len(list(folder.iterdir())) == 1, case


@pytest.mark.parametrize("group", GROUPS)
def test_hostile_name_is_an_id_only_if_it_is_plain(group: str) -> None:
    """What is taken as an id holds nothing but letters, digits, `_` and `-`, and is no device."""
    for case in of_group(group):
        try:
            assert check_id(case.name) == case.name, case
        except BadName:
            continue
        assert not case.refused, case
        assert case.name.isascii(), case
        assert case.name.replace("_", "").replace("-", "").isalnum(), case


@pytest.mark.parametrize("group", GROUPS)
def test_hostile_name_never_leads_out(group: str, tmp_path: Path) -> None:
    """Even unchecked, `contained` gives a path inside the folder or refuses."""
    for case, folder in folders(tmp_path, group):
        try:
            path = contained(folder, case.name)
        except BadName:
            continue
        assert path.is_relative_to(folder.resolve()), case
        assert path != folder.resolve(), case


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links and pipes")
def test_no_trap_leads_out_of_its_folder(tmp_path: Path) -> None:
    """Links in every place are followed before the path is judged."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.png").write_bytes(b"secret")
    traps = set_traps(inside, outside)
    assert sum(trap.leads_out for trap in traps) >= 5
    for trap in traps:
        assert_contained_or_refused(inside, trap)


def assert_contained_or_refused(folder: Path, trap: Trap) -> None:
    try:
        path = contained(folder, *trap.parts)
    except BadName:
        return
    assert not trap.leads_out, trap.name
    assert path.is_relative_to(folder.resolve())


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links and pipes")
def test_pipe_and_socket_are_what_they_say(tmp_path: Path) -> None:
    """The folder of traps really holds a pipe and, on Linux, a socket."""
    traps = set_traps(tmp_path, tmp_path.parent)
    modes = {trap.name: (tmp_path / trap.parts[0]).lstat().st_mode for trap in traps}
    assert stat.S_ISFIFO(modes["pipe"])
    assert "socket" not in modes or stat.S_ISSOCK(modes["socket"])


def test_manifests_that_keep_labels_are_json() -> None:
    """A text from which a label must survive is one that the standard library reads."""
    for case in hostile_manifests():
        if case.labels:
            assert isinstance(json.loads(case.data.decode("utf-8-sig", "surrogatepass")), dict), case.name


def test_bodies_are_small_enough_for_every_route() -> None:
    """No body is refused for its size alone: each is below 1 MiB, or says that it unpacks to more."""
    assert all(len(case.data) < 1 << 20 for case in odd_bodies() if "100000" not in case.name)
