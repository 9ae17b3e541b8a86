"""How folders are called on the page, and numbers as people read them."""

from collections.abc import Callable
from typing import Any

PLACES = """
    import * as names from "./web/datasets/folder_names.js";
    const t = (key) => key;
    const place = (address, path, kind) => ({ address, path, kind, can_save: true, problem: "" });
    const places = [
      place("input", "/comfy/input", "input"),
      place("output", "/comfy/output", "output"),
      place("/data", "/data", "allowed"),
      place("/data/cats", "/data/cats", "allowed"),
    ];
"""


def test_the_way_to_a_folder(evaluate: Callable[[str], Any]) -> None:
    """The way begins at the innermost place that holds the folder, and each step has its address."""
    got = evaluate(PLACES + 'give(["input/a/b", "/data/cats/x"].map((one) => names.crumbsOf(t, places, one)));')
    assert [[one["address"] for one in way] for way in got] == [
        ["input", "input/a", "input/a/b"],
        ["/data/cats", "/data/cats/x"],
    ]
    assert [one["label"] for one in got[1]] == ["cats", "x"]


def test_a_name_that_only_begins_alike_is_no_place(evaluate: Callable[[str], Any]) -> None:
    """`/database` does not lie in `/data`."""
    assert evaluate(PLACES + 'give(names.placeOf(places, "/database"));') is None


def test_what_is_above(evaluate: Callable[[str], Any]) -> None:
    """The folder above a folder, with the slashes of either system; nothing above a place."""
    asked = 'give(["output/a/b", "output", "C:\\\\a\\\\b", "output/a/"].map(names.folderAbove));'
    assert evaluate(PLACES + asked) == ["output/a", "", "C:\\a", "output"]


def test_names_of_new_folders(evaluate: Callable[[str], Any]) -> None:
    """Names with slashes between them pass; hidden ones and slashes at an end do not."""
    asked = 'give(["", "a", "a/b", "/a", "a/", ".a", "a/.b"].map((one) => names.folderNameProblem(one) !== ""));'
    assert evaluate(PLACES + asked) == [False, False, False, True, True, True, True]


def test_a_name_for_a_folder(evaluate: Callable[[str], Any]) -> None:
    """What a person called something becomes a name that every system takes."""
    asked = 'give(["Cats & Dogs", "../evil", "Käse 3", "..."].map(names.asFolderName));'
    assert evaluate(PLACES + asked) == ["Cats_Dogs", "evil", "Käse_3", "dataset"]


def test_numbers_as_people_read_them(evaluate: Callable[[str], Any]) -> None:
    """Bytes in their unit, shares in percent, of which a little is never nothing."""
    got = evaluate(
        """
        import { bytesText, percentText, timesText } from "./web/datasets/dataset_words.js";
        const times = [1.26, 0.5, 12.4].map(timesText);
        give([[0, 999, 1500, 34e6].map(bytesText), [0, 0.004, 0.04].map(percentText), times]);
        """
    )
    assert got == [["0 B", "999 B", "1.5 kB", "34 MB"], ["0 %", "< 1 %", "4 %"], ["1.3", "0.50", "12"]]
