"""What is remembered of files: never another than their bytes say, and not without end."""

import json

import pytest

from penstock.plugins.libbers import library_memory
from penstock.plugins.libbers.library_document import DamagedLibrary
from penstock.plugins.libbers.library_memory import LibraryMemory


def data(**libs: str) -> bytes:
    """The bytes of a file."""
    return json.dumps({"libs": libs}).encode()


def test_the_same_bytes_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other bytes are another library, whatever they are called."""
    read: list[bytes] = []
    decode = library_memory.decode
    monkeypatch.setattr(library_memory, "decode", lambda given: (read.append(given), decode(given))[1])
    memory = LibraryMemory()
    for given, text in ((data(a="1"), "1"), (data(a="2"), "2"), (data(a="1"), "1"), (data(a="2"), "2")):
        assert memory.decoded(given).libber.libs == {"a": text}
    assert read == [data(a="1"), data(a="2")]


def test_damage_is_found_each_time() -> None:
    """Only libraries are remembered."""
    memory = LibraryMemory()
    for _ in range(2):
        with pytest.raises(DamagedLibrary):
            memory.decoded(b"{")


def test_the_ones_read_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of bytes; the last one stays however large it is."""
    monkeypatch.setattr(library_memory, "MOST_BYTES", 2 * len(data(a="1")))
    memory = LibraryMemory()
    first, second = memory.decoded(data(a="1")), memory.decoded(data(a="2"))
    assert memory.decoded(data(a="1")) is first
    memory.decoded(data(a="3"))
    assert memory.decoded(data(a="1")) is first
    assert memory.decoded(data(a="2")) is not second
    large = memory.decoded(data(a="x" * 1_000))
    assert memory.decoded(data(a="x" * 1_000)) is large
