"""Executions: begun, continued, filled, finished."""

import json
import re

import pytest

from penstock.adapters.testing.execution_house import ExecutionHouse, picture
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.executions import ExecutionKey, ExecutionScene
from penstock.core.errors import BadName, Conflict, Invalid, NotFound
from penstock.plugins.executions.metadata import local_time


def test_an_execution_has_its_folder(house: ExecutionHouse) -> None:
    """A new one has an id of its time, its folders, the source picture and metadata."""
    found = house.begin(job="job1")
    assert re.fullmatch(r"[0-9]{8}_[0-9]{6}_[a-z0-9]{6}", found.key.exec_id)
    assert found.folder == house.root / "tale/jobs/job1/executions" / found.key.exec_id
    assert sorted(path.name for path in found.folder.iterdir()) == ["images", "input", "metadata.json", "videos"]
    assert (found.folder / "input" / f"source_{found.input_hash}.png").is_file()
    said = json.loads((found.folder / "metadata.json").read_bytes())
    assert (said["exec_id"], said["story_name"], said["job_id"]) == (found.key.exec_id, "tale", "job1")
    assert (said["scene_count"], said["input_hash"], said["format"]) == (4, found.input_hash, 1)
    assert said["scenes"][1] == {"order": 1, "name": "The Mill", "scene_id": "id1"}
    assert house.told() == ["started"]


class Ticking(FakeClock):
    """Each reading is later than the one before."""

    def wall_ms(self) -> int:
        self.advance(0.7)
        return super().wall_ms()


def test_an_id_tells_when_its_execution_began(house: ExecutionHouse) -> None:
    """To the second, however long it takes until there is a folder: id and metadata have one time."""
    slow = ExecutionHouse(house.folder, clock=Ticking())
    for _ in range(4):
        found = slow.begin()
        assert found.key.exec_id.startswith(f"{local_time(found.started):%Y%m%d_%H%M%S}_")


def test_two_executions_are_two(house: ExecutionHouse) -> None:
    """The same picture in the same second: another folder, and another job where none is given."""
    one, other = house.begin(), house.begin()
    assert one.key.exec_id != other.key.exec_id
    assert one.key.job != other.key.job
    assert re.fullmatch(r"[0-9a-f]{12}", one.key.job)
    assert [found.key for found in house.executions.list()] == sorted(
        (one.key, other.key), key=lambda key: key.exec_id, reverse=True
    )


def test_a_batch_has_a_source_each(house: ExecutionHouse) -> None:
    """Several source pictures: each is kept."""
    found, _ = house.executions.start("tale", [], picture(count=3))
    names = sorted(path.name for path in (found.folder / "input").iterdir())
    assert names == [f"source_{found.input_hash}{end}.png" for end in ("", "_01", "_02")]


def test_a_given_id_is_continued(house: ExecutionHouse) -> None:
    """The same picture: the same execution, from another process too and without its job; nothing is written anew."""
    found = house.begin(job="job1", exec_id="mine")
    before = (found.folder / "metadata.json").read_bytes()
    house.clock.advance(5)
    again = house.another()
    assert again.begin(exec_id="mine").key == found.key
    assert again.told() == ["continued"]
    assert (found.folder / "metadata.json").read_bytes() == before


def test_another_picture_does_not_continue(house: ExecutionHouse) -> None:
    """An id with another picture is a conflict that says what to do, and changes nothing."""
    found = house.begin(exec_id="mine", job="job1")
    with pytest.raises(Conflict, match="another picture") as caught:
        house.begin(exec_id="mine", job="job1", value=0.25)
    assert "leave exec_id empty" in caught.value.hint
    assert house.executions.get(found.key) == found


def test_what_was_begun_and_has_no_metadata_is_finished(house: ExecutionHouse) -> None:
    """A folder that a crash left is completed under its id; one of another picture is a conflict."""
    (house.root / "tale/jobs/job1/executions/mine/input").mkdir(parents=True)
    assert house.begin(job="job1", exec_id="mine").images == 0
    assert house.told() == ["started"]
    left = house.root / "tale/jobs/job1/executions/other/input"
    left.mkdir(parents=True)
    (left / "source_0123456789ab.png").write_bytes(b"x")
    with pytest.raises(Conflict):
        house.begin(job="job1", exec_id="other")


def test_batches_become_variants(house: ExecutionHouse) -> None:
    """Each batch goes on where the last one ended; whatever the extension, no name is used twice."""
    found = house.begin()
    house.save(found, 1, b"a", b"b")
    (found.images_dir / "001_the_mill_02.jpg").write_bytes(b"theirs")
    saved = house.save(found, 1, b"c")
    assert [one.name for one in saved.images] == ["001_the_mill_03.png"]
    assert house.files(found) == {
        "001_the_mill_00.png": b"a",
        "001_the_mill_01.png": b"b",
        "001_the_mill_02.jpg": b"theirs",
        "001_the_mill_03.png": b"c",
    }


def test_wanted_variants_are_kept(house: ExecutionHouse) -> None:
    """With a number of variants, what is there stays, what lacks is written, and nothing beyond."""
    found = house.begin()
    house.save(found, 0, b"a", b"b", variants=3)
    saved = house.save(found, 0, b"x", b"y", b"z", b"more", variants=3)
    assert saved.kept == 2
    assert [one.name for one in saved.images] == [f"000_opening_0{index}.png" for index in range(3)]
    assert list(house.files(found).values()) == [b"a", b"b", b"z"]


def test_small_batches_fill_what_lacks(house: ExecutionHouse) -> None:
    """Where a batch has fewer than are wanted, run after run fills the variants, and nothing goes beyond."""
    found = house.begin()
    for data in (b"a", b"b", b"c", b"d"):
        house.save(found, 0, data, variants=3)
    assert list(house.files(found).values()) == [b"a", b"b", b"c"]
    house.executions.delete_images(found.key, ["000_opening_01.png"])
    saved = house.save(found, 0, b"e", b"f", variants=3)
    assert [(one.name, one.path.read_bytes()) for one in saved.images] == [
        ("000_opening_01.png", b"e"),
        ("000_opening_00.png", b"a"),
    ]


def test_the_same_run_again_brings_nothing_new(house: ExecutionHouse) -> None:
    """A small batch that is the same as before fills no second variant with the same picture."""
    found = house.begin()
    for _ in range(3):
        saved = house.save(found, 0, b"a", variants=3)
    assert (saved.kept, [one.name for one in saved.images]) == (1, ["000_opening_00.png"])
    assert house.files(found) == {"000_opening_00.png": b"a"}


def test_only_what_is_written_is_encoded(house: ExecutionHouse) -> None:
    """A picture that is there already is not encoded again."""
    found = house.begin()
    house.save(found, 0, b"a", variants=1)

    def never() -> bytes:
        raise AssertionError

    assert house.executions.save_images(found.key, found.scenes[0], [never], ".png", 1).kept == 1


def test_progress_and_the_end_are_told(house: ExecutionHouse) -> None:
    """Each picture is told with how many there are; the end is told once, and stands in the metadata."""
    found = house.begin(["A", "B"])
    house.executions.want(found.key, 2)
    house.told()
    house.save(found, 0, b"a", b"b", variants=2)
    house.save(found, 1, b"c", variants=2)
    assert house.executions.missing(found.key, 2) == (1,)
    assert house.told() == ["saved 000_a_00.png 1/4", "saved 000_a_01.png 2/4", "saved 001_b_00.png 3/4"]
    house.clock.advance(60)
    house.save(found, 1, b"x", b"d", variants=2)
    house.save(found, 1, b"e")
    assert house.told() == ["saved 001_b_01.png 4/4", "finished 4", "saved 001_b_02.png 5/4"]
    assert house.another().executions.get(found.key).finished == house.clock.wall_ms()


def test_more_may_be_wanted_afterwards(house: ExecutionHouse) -> None:
    """Where more is wanted it is not finished any more, until that is there."""
    found = house.begin(["A"])
    house.save(found, 0, b"a")
    assert house.executions.want(found.key, 1).finished is not None
    assert house.executions.want(found.key, 2).finished is None
    house.save(found, 0, b"a", b"b", variants=2)
    assert house.told()[-1] == "finished 2"


def test_an_execution_keeps_the_scenes_that_it_began_with(house: ExecutionHouse) -> None:
    """A story that was put into another order does not change what its files mean; one without scenes gets them."""
    found = house.begin(["A", "B"], exec_id="mine", job="j")
    assert house.begin(["B", "A", "C"], exec_id="mine", job="j").scenes == found.scenes
    empty = house.begin([], exec_id="empty", job="j")
    assert empty.scenes == ()
    assert [one.name for one in house.begin(["A"], exec_id="empty", job="j").scenes] == ["A"]


def test_the_best_is_picked(house: ExecutionHouse) -> None:
    """A choice is stored and told, once; it counts in transitions; it is taken back with none."""
    found = house.begin(["A", "B"])
    house.save(found, 0, b"a", b"b")
    house.save(found, 1, b"c")
    house.told()
    for _ in range(2):
        assert house.executions.pick(found.key, 0, "000_a_01.png").picks == {0: "000_a_01.png"}
    assert house.told() == ["picked 0 000_a_01.png"]
    (pair,) = house.another().executions.transitions(found.key)
    assert (pair.first.name, pair.last.name, pair.file_name) == ("000_a_01.png", "001_b_00.png", "000_a_to_b")
    assert house.executions.pick(found.key, 0, None).picks == {}
    with pytest.raises(NotFound):
        house.executions.pick(found.key, 1, "000_a_01.png")


def test_transitions_name_the_scenes_that_lack_pictures(house: ExecutionHouse) -> None:
    """What lacks is said by name; one scene has no transition."""
    found = house.begin(["A", "B", "C"])
    house.save(found, 1, b"b")
    with pytest.raises(NotFound, match="000 A, 002 C"):
        house.executions.transitions(found.key)
    single = house.begin(["A"])
    house.save(single, 0, b"a")
    assert house.executions.transitions(single.key) == ()


def test_folders_find_their_execution(house: ExecutionHouse) -> None:
    """The folders of pictures and of videos say which execution it is; others are refused."""
    found = house.begin()
    assert house.executions.find(str(found.images_dir)).key == found.key
    assert house.executions.find(str(found.videos_dir)).key == found.key
    for bad in ("", "images", "/", str(house.folder), str(house.root / ".." / ".." / "user"), "/a\0b"):
        with pytest.raises(BadName):
            house.executions.find(bad)
    with pytest.raises(NotFound):
        house.executions.find(str(house.root / "tale"))


@pytest.mark.parametrize("bad", ["", "..", "a/b", "a\\b", ".hidden", "con", "a" * 65, "\u00e9", "a\0"])
def test_names_are_checked(house: ExecutionHouse, bad: str) -> None:
    """No name leads anywhere else."""
    for key in (ExecutionKey(bad, "j", "e"), ExecutionKey("s", bad, "e"), ExecutionKey("s", "j", bad)):
        with pytest.raises(BadName):
            house.executions.get(key)
    with pytest.raises(BadName):
        house.executions.start(bad, [], picture())
    if bad:
        with pytest.raises(BadName):
            house.begin(job=bad)
        with pytest.raises(BadName):
            house.begin(exec_id=bad)
    assert not house.root.exists()


@pytest.mark.parametrize("image", [None, "x", 5, picture()[0], picture()[:0], picture()[..., :2]])
def test_only_an_image_begins_an_execution(house: ExecutionHouse, image: object) -> None:
    """What is no IMAGE is refused, and nothing is made."""
    with pytest.raises(Invalid):
        house.executions.start("tale", [ExecutionScene(order=0, name="A")], image)
    assert not house.root.exists()
