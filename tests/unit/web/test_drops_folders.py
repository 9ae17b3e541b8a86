"""Folders that are dropped: which files are taken, and what is said of the others."""

from collections.abc import Callable
from typing import Any

FOLDERS = """
    import { filesOfFolders } from "./web/pools/drops_folders.js";
    const file = (name) => ({ name, isDirectory: false, file: (done) => done({ name }) });
    const locked = (name) => ({ name, isDirectory: false, file: (done, fail) => fail(new Error("NotReadableError")) });
    const readerOf = (parts) => ({
      readEntries: (done, fail) => (parts ? done(parts.shift() ?? []) : fail(new Error("NotReadableError"))),
    });
    const folder = (name, ...entries) => ({ name, isDirectory: true, createReader: () => readerOf([entries]) });
    const shut = (name) => ({ name, isDirectory: true, createReader: () => readerOf(null) });
    const told = ({ files, refused }) => [files.map(({ name }) => name), refused];
"""


def test_what_cannot_be_read_keeps_nothing_else_out(evaluate: Callable[[str], Any]) -> None:
    """A file or a folder that may not be read is named, and the pictures beside it are added."""
    files, refused = evaluate(
        FOLDERS
        + """
        const inner = folder("inner", file("3.png"), shut("shut"));
        const dropped = [folder("outer", file("10.png"), locked("1.png"), file("2.png"), inner), locked("alone.png")];
        give(told(await filesOfFolders(dropped)));
        """
    )
    assert sorted(files) == ["10.png", "2.png", "3.png"]
    assert {one["name"]: one["reason"] for one in refused} == dict.fromkeys(
        ["1.png", "shut", "alone.png"], "unreadable"
    )


def test_a_folder_without_pictures_is_named(evaluate: Callable[[str], Any]) -> None:
    """A folder in which nothing is a picture says so once; hidden files and texts are passed over."""
    told = evaluate(FOLDERS + 'give(told(await filesOfFolders([folder("notes", file("a.txt"), file(".b.png"))])));')
    assert told == [[], [{"name": "notes", "reason": "folder"}]]
