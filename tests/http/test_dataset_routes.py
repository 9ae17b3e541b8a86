"""Folders of pictures over HTTP: what may be used, what lies in it, the pictures themselves."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from .dataset_server import D, DatasetServer
from .profile_server import png


@pytest.fixture
def datasets(serve_standalone: Callable[..., Any], tmp_path: Path) -> DatasetServer:
    """A server with an input folder."""
    return DatasetServer(serve_standalone(), tmp_path / "data")


def test_the_folders_of_the_host_may_be_used(datasets: DatasetServer) -> None:
    """Without any setting: input and output, both to save to."""
    assert datasets.ask("folders").json == {
        "folders": [
            {"address": name, "path": str(datasets.data / name), "kind": name, "can_save": True, "problem": ""}
            for name in ("input", "output")
        ]
    }


def test_folders_of_the_settings_may_be_used_at_once(datasets: DatasetServer, tmp_path: Path) -> None:
    """Those to save to, those to load only, and one that is not there with its problem."""
    for name in ("sets", "old"):
        (tmp_path / name).mkdir()
    datasets.allow(f"{tmp_path / 'sets'};{tmp_path / 'gone'}", str(tmp_path / "old"))

    found = datasets.ask("folders").json["folders"][2:]

    assert [(one["address"], one["kind"], one["can_save"], bool(one["problem"])) for one in found] == [
        (str(tmp_path / "sets"), "allowed", True, False),
        (str(tmp_path / "gone"), "allowed", True, True),
        (str(tmp_path / "old"), "allowed", False, False),
    ]


def test_a_listing_shows_pictures_with_what_lies_beside_them(datasets: DatasetServer) -> None:
    """In natural order, with the beginning of the caption, whether there is a mask file, and a tag; masks are none."""
    datasets.folder(
        "cats",
        {
            "10.png": (4, 3),
            "2.png": (4, 3),
            "2.txt": "a cat",
            "10-masklabel.png": (4, 3),
            "10.caption": "b" * 400,
            ".hidden.png": (4, 3),
            "notes.md": "none",
        },
    )

    found = datasets.listing("cats")

    assert (found["folder"], found["path"]) == ("input/cats", str(datasets.input / "cats"))
    assert (found["parent"], found["can_save"], found["count"], found["start"]) == ("input", True, 2, 0)
    first, second = found["images"]
    assert (first["name"], first["stem"], first["caption"], first["mask"]) == ("2.png", "2", "a cat", False)
    assert (second["name"], second["caption"], second["mask"]) == ("10.png", "b" * 300, True)
    assert first["tag"] and second["tag"] and (first["problem"], second["problem"]) == ("", "")


def test_an_address_has_one_spelling(datasets: DatasetServer) -> None:
    """However a folder is named, the answer names it the same way."""
    datasets.folder("cats/small", {"a.png": (4, 3)})
    spellings = ("cats/small", "input/cats/small/", " input//cats/./small", str(datasets.input / "cats" / "small"))
    assert {datasets.listing(one)["folder"] for one in spellings} == {"input/cats/small"}
    assert datasets.listing("")["folder"] == datasets.listing("input")["folder"] == "input"


def test_a_listing_goes_from_folder_to_folder(datasets: DatasetServer) -> None:
    """The folders in a folder have addresses and counts, a folder its parent; the host's own have none above them."""
    datasets.folder("cats", {"a.png": (4, 3), "b2/x.png": (4, 3), "b10/x.png": (4, 3), "b10/y.png": (4, 3)})
    (datasets.input / "cats" / ".cache").mkdir()

    found = datasets.listing("cats")

    assert found["folders"] == [
        {"name": "b2", "address": "input/cats/b2", "images": 1},
        {"name": "b10", "address": "input/cats/b10", "images": 2},
    ]
    assert datasets.listing("input/cats/b2")["parent"] == "input/cats"
    assert datasets.listing("input")["parent"] is None
    assert datasets.listing("output")["parent"] is None


def test_a_listing_goes_as_deep_as_it_is_asked_to(datasets: DatasetServer) -> None:
    """0 is the folder alone, -1 everything; the names are paths below the folder."""
    datasets.folder("cats", {"a.png": (4, 3), "b/x.png": (4, 3), "b/c/y.png": (4, 3)})
    assert datasets.names("cats") == ["a.png"]
    assert datasets.names("cats", depth=1) == ["a.png", "b/x.png"]
    assert datasets.names("cats", depth=-1) == ["a.png", "b/c/y.png", "b/x.png"]


def test_a_listing_comes_page_by_page(datasets: DatasetServer) -> None:
    """Every picture is on one page; behind the last there is none; the count is that of all."""
    datasets.folder("cats", {f"{number}.png": (1, 1) for number in range(7)})
    pages = [datasets.names("cats", start=start, limit=3) for start in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [name for page in pages for name in page] == [f"{number}.png" for number in range(7)]
    assert datasets.listing("cats", start=9)["count"] == 7


def test_the_folders_in_a_folder_are_counted_once(datasets: DatasetServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first page, and only as long as there are not too many pictures: a page never waits for all of them."""
    datasets.folder("cats", {"a.png": (1, 1), "b/1.png": (1, 1), "c/1.png": (1, 1), "d/1.png": (1, 1)})
    assert [one["images"] for one in datasets.listing("cats")["folders"]] == [1, 1, 1]
    assert [one["images"] for one in datasets.listing("cats", start=1)["folders"]] == [None, None, None]
    monkeypatch.setattr("penstock.plugins.datasets.routes_folders._MOST_COUNTED", 2)
    assert [one["images"] for one in datasets.listing("cats")["folders"]] == [1, 1, None]


@pytest.mark.parametrize(
    ("query", "field", "status"),
    [
        ({"folder": "nothing"}, "folder", 404),
        ({"folder": "../x"}, "folder", 400),
        ({"folder": "/etc"}, "folder", 400),
        ({"folder": "~"}, "folder", 400),
        ({"folder": "a\0b"}, "folder", 400),
        ({"folder": "x" * 5000}, "folder", 400),
        ({"limit": 0}, "limit", 422),
        ({"limit": 501}, "limit", 422),
        ({"start": -1}, "start", 422),
        ({"start": 10**17}, "start", 422),
        ({"depth": -2}, "depth", 422),
        ({"depth": 65}, "depth", 422),
        ({"depth": "deep"}, "depth", 422),
    ],
)
def test_a_listing_that_cannot_be_is_refused(
    datasets: DatasetServer, query: dict[str, Any], field: str, status: int
) -> None:
    """With the field that is at fault, and what to do."""
    answer = datasets.ask("listing", **query)
    assert (answer.status, answer.json["error"]["field"]) == (status, field)
    assert answer.json["error"]["message"]


def test_a_caption_that_cannot_be_read_hides_no_picture(datasets: DatasetServer) -> None:
    """Its picture is listed with the problem, and the others as they are."""
    datasets.folder("cats", {"a.png": (4, 3), "a.txt": b"x" * ((1 << 20) + 1), "b.png": (4, 3), "b.txt": "b"})
    broken, good = datasets.listing("cats")["images"]
    assert broken["name"] == "a.png" and "a.txt" in broken["problem"] and broken["caption"] is None
    assert (good["caption"], good["problem"]) == ("b", "")


def test_a_name_that_is_no_text_breaks_no_listing(datasets: DatasetServer) -> None:
    """Files of systems with other encodings: the answer is JSON that every parser reads."""
    folder = datasets.folder("cats", {"a.png": (4, 3)})
    try:
        (folder / os.fsdecode(b"caf\xe9.png")).write_bytes(png())
        (folder / os.fsdecode(b"t\xfcr")).mkdir()
    except OSError:
        pytest.skip("this disk has no such names")
    assert "a.png" in datasets.names("cats")


def test_a_folder_of_a_setting_is_listed_by_its_path(datasets: DatasetServer, tmp_path: Path) -> None:
    """Its address is its path, its parent null; saving is allowed or not as it is set."""
    for name in ("sets", "old"):
        (tmp_path / name / "cats").mkdir(parents=True)
        (tmp_path / name / "cats" / "a.png").write_bytes(png())
    datasets.allow(str(tmp_path / "sets"), str(tmp_path / "old"))
    for name, can_save in (("sets", True), ("old", False)):
        root = datasets.listing(str(tmp_path / name))
        assert (root["parent"], root["can_save"]) == (None, can_save)
        (cats,) = root["folders"]
        assert cats == {"name": "cats", "address": str(tmp_path / name / "cats"), "images": 1}
        assert datasets.listing(cats["address"])["parent"] == str(tmp_path / name)


def test_the_private_folder_is_never_shown(datasets: DatasetServer) -> None:
    """Not even where a setting allows the whole folder of the user."""
    datasets.allow(str(datasets.data))
    user = datasets.listing(str(datasets.data / "user"))
    assert "__penstock" not in [one["name"] for one in user["folders"]]
    answer = datasets.ask("listing", folder=str(datasets.data / "user" / "__penstock"))
    assert (answer.status, answer.code) == (400, "bad_name")


def test_a_picture_comes_as_it_is_and_small(datasets: DatasetServer) -> None:
    """The file's bytes with its type; with a side a JPEG; for ever where the address has the tag."""
    folder = datasets.folder("cats", {"sub/a.png": (40, 30)})
    (image,) = datasets.listing("cats", depth=-1)["images"]
    query = {"folder": "cats", "name": image["name"]}

    whole = datasets.ask("picture", **query, v=image["tag"])
    small = datasets.ask("picture", **query, side=16, v=image["tag"])
    old = datasets.ask("picture", **query, v="old")

    assert (whole.body, whole.headers["Content-Type"]) == ((folder / "sub" / "a.png").read_bytes(), "image/png")
    assert "immutable" in whole.headers["Cache-Control"] and "immutable" in small.headers["Cache-Control"]
    assert "immutable" not in old.headers["Cache-Control"]
    assert small.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(small.body)).size == (16, 12)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.JPG", "image/jpeg"), ("a.jfif", "image/jpeg"), ("a.webp", "image/webp"), ("a.gif", "image/gif")],
)
def test_every_kind_of_picture_has_its_type(datasets: DatasetServer, name: str, kind: str) -> None:
    """By the ending of the file, whatever its capitals."""
    datasets.folder("cats", {name: (4, 3)})
    assert datasets.ask("picture", folder="cats", name=name).headers["Content-Type"] == kind


def test_a_mask_comes_where_there_is_a_file_of_one(datasets: DatasetServer) -> None:
    """The file that lies beside the picture; 404 where there is none."""
    folder = datasets.folder("cats", {"a.png": (4, 3), "a-masklabel.png": (4, 3), "b.png": (4, 3)})
    mask = datasets.ask("picture", folder="cats", name="a.png", mask="true")
    assert mask.body == (folder / "a-masklabel.png").read_bytes()
    assert datasets.ask("picture", folder="cats", name="a.png", mask="true", side=16).status == 200
    assert datasets.ask("picture", folder="cats", name="b.png", mask="true").status == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("", 400),
        ("../secret.png", 400),
        ("sub/../../secret.png", 400),
        ("/etc/passwd", 400),
        ("./a.png", 400),
        (".hidden.png", 400),
        ("sub\\a.png", 400 if os.sep == "\\" else 404),
        ("a.png\0", 400),
        ("x" * 300 + ".png", 400),
        ("a.txt", 404),
        ("a.png/b.png", 404),
        ("none.png", 404),
        ("out.png", 404),
        ("outside/secret.png", 404),
        ("text.png", 404),
    ],
)
def test_a_name_that_is_no_picture_there_is_refused(
    datasets: DatasetServer, tmp_path: Path, name: str, status: int
) -> None:
    """Other kinds of files, hidden ones, links that lead out or into folders: 4xx, and nothing of them is told."""
    folder = datasets.folder("cats", {"a.png": (4, 3), "a.txt": "secret", ".hidden.png": (4, 3)})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.png").write_bytes(png() + b"secret")
    (datasets.input / "secret.png").write_bytes(png() + b"secret")
    (folder / "out.png").symlink_to(tmp_path / "outside" / "secret.png")
    (folder / "outside").symlink_to(tmp_path / "outside")
    (folder / "text.png").symlink_to(folder / "a.txt")
    for query in ({}, {"side": 64}, {"mask": "true"}):
        answer = datasets.ask("picture", folder="cats", name=name, **query)
        assert (answer.status, answer.json["error"]["field"]) == (status, "name")
        assert b"secret" not in answer.body.replace(name.encode(), b"")


def test_a_link_to_a_picture_that_may_be_used_is_one(datasets: DatasetServer) -> None:
    """As in the listing."""
    folder = datasets.folder("cats", {"a.png": (4, 3)})
    datasets.folder("dogs", {"b.png": (4, 3)})
    (folder / "link.png").symlink_to(datasets.input / "dogs" / "b.png")
    assert datasets.names("cats") == ["a.png", "link.png"]
    expected = (datasets.input / "dogs" / "b.png").read_bytes()
    assert datasets.ask("picture", folder="cats", name="link.png").body == expected


def test_whatever_a_listing_names_is_shown(datasets: DatasetServer) -> None:
    """Links to files without an ending, as caches of models have them, and names with a backslash where there are."""
    folder = datasets.folder("cats", {"blobs/abc": (4, 3), "notes/text": "secret"})
    (folder / "a.png").symlink_to(folder / "blobs" / "abc")
    (folder / "text.png").symlink_to(folder / "notes" / "text")
    names = ["a.png"]
    if os.sep == "/":
        (folder / "b\\c.png").write_bytes(png())
        names.append("b\\c.png")
    assert datasets.names("cats") == [*names, "text.png"]
    for name in names:
        for query in ({}, {"side": 16}):
            answer = datasets.ask("picture", folder="cats", name=name, **query)
            assert (answer.status, answer.headers["Content-Type"].startswith("image/")) == (200, True)
    assert datasets.ask("picture", folder="cats", name="text.png").status == 404


def test_a_folder_whose_name_ends_in_a_blank_is_one_of_its_own(datasets: DatasetServer) -> None:
    """Its address leads to it, and not to the folder without the blank."""
    datasets.folder("all/cats", {"a.png": (4, 3)})
    datasets.folder("all/cats ", {"b.png": (4, 3), "c.png": (4, 3)})
    found = {one["name"]: one for one in datasets.listing("all")["folders"]}
    assert {name: one["images"] for name, one in found.items()} == {"cats": 1, "cats ": 2}
    assert {name: datasets.names(one["address"]) for name, one in found.items()} == {
        "cats": ["a.png"],
        "cats ": ["b.png", "c.png"],
    }


def test_the_many_folders_in_a_folder_are_named_and_not_all_counted(
    datasets: DatasetServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page waits for so many folders and no more, and none of them is asked for one by one to be named."""
    for number in range(5):
        datasets.folder(f"cats/{number}", {"a.png": (1, 1)})
    monkeypatch.setattr("penstock.plugins.datasets.routes_folders._MOST_FOLDERS_COUNTED", 2)
    found = datasets.listing("cats")["folders"]
    assert [(one["address"], one["images"]) for one in found] == [
        (f"input/cats/{number}", 1 if number < 2 else None) for number in range(5)
    ]


def test_a_folder_in_a_folder_that_is_allowed_by_itself_has_its_own_address(datasets: DatasetServer) -> None:
    """One spelling for each folder: what a listing says is what the folder says of itself."""
    own = datasets.folder("cats/own", {"a.png": (4, 3)})
    datasets.folder("cats/other", {"a.png": (4, 3)})
    datasets.allow(str(own))
    addresses = [one["address"] for one in datasets.listing("cats")["folders"]]
    assert addresses == ["input/cats/other", str(own)]
    assert [datasets.listing(one)["folder"] for one in addresses] == addresses


@pytest.mark.parametrize("side", [0, 15, 2049, -5, "big"])
def test_a_small_picture_has_a_sensible_side(datasets: DatasetServer, side: int | str) -> None:
    """16 to 2048."""
    datasets.folder("cats", {"a.png": (4, 3)})
    answer = datasets.ask("picture", folder="cats", name="a.png", side=side)
    assert (answer.status, answer.json["error"]["field"]) == (422, "side")


def test_what_is_no_picture_has_no_small_one(datasets: DatasetServer) -> None:
    """A file that only has the ending of one is a 400."""
    datasets.folder("cats", {"a.png": "no picture"})
    answer = datasets.ask("picture", folder="cats", name="a.png", side=64)
    assert (answer.status, answer.code) == (400, "bad_image")


def test_a_folder_is_made_where_saving_is_allowed(datasets: DatasetServer) -> None:
    """With those above it, below output unless it says otherwise; a second time it is there already."""
    for _ in range(2):
        answer = datasets.post("folders", folder="sets/cats")
        assert (answer.status, answer.json) == (201, {"folder": "output/sets/cats"})
    assert (datasets.output / "sets" / "cats").is_dir()
    assert datasets.post("folders", folder="input/dogs").json == {"folder": "input/dogs"}
    assert (datasets.input / "dogs").is_dir()


def test_a_folder_is_made_nowhere_else(datasets: DatasetServer, tmp_path: Path) -> None:
    """Names that no system takes, folders that are not allowed or only to load from, files in the way."""
    (tmp_path / "old").mkdir()
    datasets.allow(to_load=str(tmp_path / "old"))
    datasets.folder("cats", {"a.png": (4, 3)})
    before = sorted(map(str, tmp_path.rglob("*")))
    for folder, status in {
        "con": 400,
        "a/b ./c": 400,
        "a:b": 400,
        "../x": 400,
        str(tmp_path / "new"): 400,
        str(tmp_path / "old" / "new"): 403,
        "input/grid_pool/x": 400,
        "input/cats/a.png": 400,
        "input/cats/a.png/b": 400,
    }.items():
        answer = datasets.post("folders", folder=folder)
        assert (answer.status, answer.json["error"]["field"]) == (status, "folder"), (folder, answer)
    assert sorted(map(str, tmp_path.rglob("*"))) == before


def test_bodies_that_do_not_fit_are_refused(datasets: DatasetServer) -> None:
    """422 with the fault."""
    for body in ({}, {"folder": 5}, {"folder": None}, {"folder": "a", "more": 1}):
        assert datasets.server.post_json(f"{D}/folders", body).status == 422
