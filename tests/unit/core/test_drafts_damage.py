"""Drafts whose files were damaged, or are not ours: told, kept, never a traceback."""

from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import NotFound
from penstock.core.files import Files


class House:
    """A draft of three steps: one whole file, three step files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.ids = CountingIds()
        drafts = self.process()
        self.id = drafts.open("prompts", "one", {"a": 1}, None).id
        for value in (2, 3, 4):
            drafts.edit(self.id, [Edit("a", value)])

    def process(self) -> Drafts:
        return Drafts(self.folder, Files(), self.clock, self.ids)

    def file(self, name: str) -> Path:
        return self.folder / self.id / name

    def damaged(self) -> list[str]:
        aside = self.folder / ".damaged"
        return sorted(path.name for path in aside.iterdir()) if aside.is_dir() else []


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "drafts")


def changes(data: bytes) -> list[bytes]:
    """Every truncation of `data`, some flipped bits, and what is something else."""
    cut = [data[:size] for size in range(len(data))]
    flipped = [data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :] for at in range(0, len(data), 5)]
    return [*cut, *flipped, b"null", b"[]", b"\xff\xfe", data + b"x"]


def test_a_damaged_draft_is_set_aside_and_told(house: House) -> None:
    """Without its whole file there is no draft any more; its files are kept, and the document can be opened anew."""
    path = house.file("0000000001.whole")
    good = path.read_bytes()
    for number, data in enumerate(changes(good)[::17]):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        drafts = house.process()
        with pytest.raises(NotFound):
            drafts.get(house.id)
        assert drafts.list("prompts") == ()
        assert len(drafts.problems()) == 1
        assert len(house.damaged()) == number + 1
    fresh = drafts.open("prompts", "one", {"b": 1}, None)
    assert fresh.content() == {"b": 1}


def test_a_damaged_step_costs_that_step_and_those_after_it(house: House) -> None:
    """The draft goes on from before under a revision that nobody has seen; the steps are kept aside."""
    path = house.file("0000000003.step")
    good = path.read_bytes()
    whole, others = house.file("0000000001.whole").read_bytes(), house.file("0000000004.step").read_bytes()
    second = house.file("0000000002.step").read_bytes()
    for data in changes(good)[::9]:
        for left in path.parent.glob("*.*"):
            left.unlink()
        house.file("0000000001.whole").write_bytes(whole)
        house.file("0000000002.step").write_bytes(second)
        house.file("0000000004.step").write_bytes(others)
        path.write_bytes(data)
        drafts = house.process()
        draft = drafts.get(house.id)
        assert (draft.content(), draft.revision, draft.entries["a"].revision) == ({"a": 2}, 5, 2)
        assert len(drafts.problems()) == 1
        assert drafts.undo(house.id).content() == {"a": 1}
        assert house.process().get(house.id).revision == 6
    assert len(house.damaged()) == 2 * len(changes(good)[::9])


def test_a_missing_step_ends_what_can_be_read(house: House) -> None:
    """A gap is damage as well: what comes after does not follow from what is there."""
    house.file("0000000002.step").unlink()
    drafts = house.process()
    assert drafts.get(house.id).content() == {"a": 1}
    assert len(drafts.problems()) == 1


def test_a_running_process_finds_damage_too(house: House) -> None:
    """What it has in memory is good, and what others put there is looked at."""
    drafts = house.process()
    drafts.get(house.id)
    house.file("0000000005.step").write_bytes(b"nonsense")
    draft = drafts.get(house.id)
    assert (draft.content(), draft.revision) == ({"a": 4}, 6)
    assert drafts.edit(house.id, [Edit("a", 5)], {"a": 4}).revision == 7


def test_the_draft_of_a_newer_penstock_is_left_alone(house: House) -> None:
    """It is neither listed nor removed, and the document can be opened beside it."""
    path = house.file("0000000001.whole")
    data = path.read_bytes().replace(b"penstock-draft 1 ", b"penstock-draft 2 ")
    path.write_bytes(data)
    drafts = house.process()
    with pytest.raises(NotFound):
        drafts.get(house.id)
    assert drafts.list("prompts") == ()
    assert drafts.open("prompts", "one", {}, None).id != house.id
    house.clock.advance(4000)
    drafts.sweep()
    assert path.read_bytes() == data
    assert drafts.problems() == ()


def test_what_is_no_draft_is_not_touched(house: House, tmp_path: Path) -> None:
    """Files, links and folders with other names stay; a folder that was begun and never answered for goes."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "0000000001.whole").write_bytes(b"mine")
    (house.folder / "link").symlink_to(outside)
    (house.folder / "Notes").mkdir()
    (house.folder / "readme").write_text("mine")
    (house.folder / "begun").mkdir()
    (house.folder / "begun" / "x.part").write_bytes(b"")
    drafts = house.process()
    assert len(drafts.list("prompts")) == 1
    house.clock.advance(4000)
    assert drafts.sweep() == 0
    assert {path.name for path in house.folder.iterdir()} == {".lock", ".turns", "link", "Notes", "readme"}
    assert (outside / "0000000001.whole").read_bytes() == b"mine"


def test_a_file_that_is_a_link_or_a_folder_is_damage(house: House, tmp_path: Path) -> None:
    """Nothing is read through a link, and nothing waits for a pipe."""
    target = tmp_path / "target"
    path = house.file("0000000001.whole")
    path.rename(target)
    path.symlink_to(target)
    drafts = house.process()
    with pytest.raises(NotFound):
        drafts.get(house.id)
    assert len(house.damaged()) == 1
    assert target.is_file()
