"""Generated files: all content is kept, doing it again changes nothing, version 1 comes back byte for byte."""

import json
import os
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.prompts import thawed
from penstock.core.files import Files
from penstock.plugins.prompts.decoding import PROMPT_FIELDS, decode, decode_object
from penstock.plugins.prompts.encoding import bytes_of, encoded
from penstock.plugins.prompts.prompt_files import PromptFiles

from .documents import V1, V2, random_v1

FILES = 5_000 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 1_000
NOT_CONTENT = {"None", "''", "'key'", "'name'", "'prompt_keys'", "'unread'", *map(repr, PROMPT_FIELDS)}
"""What says nothing, and the names of fields that may go with it."""


def atoms(value: Any) -> set[str]:
    """The names and plain values that stand in a value, without its shape."""
    if isinstance(value, dict):
        return {atom for name, inner in value.items() for atom in (repr(name), *atoms(inner))}
    if isinstance(value, list):
        return {atom for inner in value for atom in atoms(inner)}
    return {repr(value)}


@settings(max_examples=60)
@given(V1)
def test_version_1_is_kept_whole(found: dict[str, Any]) -> None:
    """Each text that is not empty is a prompt, the object is the backup, and what is written says the same."""
    decoded = decode_object(found)
    assert decoded.migrated
    assert thawed(decoded.collection.v1_backup) == found
    texts = {name: value for name, value in found.items() if isinstance(value, str) and value}
    assert {name: prompt.value for name, prompt in decoded.collection.prompts.items()} == texts
    again = decode(bytes_of(decoded.collection))
    assert not again.migrated
    assert again.collection == decoded.collection


@settings(max_examples=80)
@given(V2)
def test_version_2_is_kept_whole(found: dict[str, Any]) -> None:
    """Nothing that stood in the file is missing in what is written, and writing that again changes no byte."""
    decoded = decode_object(found)
    data = bytes_of(decoded.collection)
    again = decode(data)
    assert again.collection.unread == decoded.collection.unread
    assert bytes_of(again.collection) == data
    told = {key: value for key, value in found.items() if value is not None and (key != "version" or value != 2)}
    assert decoded.migrated or decoded.read_only or atoms(told) - NOT_CONTENT <= atoms(json.loads(data))


@settings(max_examples=40)
@given(V2)
def test_what_is_encoded_is_decoded(found: dict[str, Any]) -> None:
    """The object as well as the bytes."""
    collection = decode_object(found).collection
    assert decode_object(encoded(collection)).collection == collection


def test_generated_version_1_files_on_the_disk(figure: Callable[..., None]) -> None:
    """Read, saved, saved again, restored: nothing is lost, the second save changes nothing, the bytes come back."""
    chance = random.Random(7)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder) / "root"
        files = PromptFiles(root, Path(folder) / "private", Files(), FakeClock())
        for number in range(FILES):
            found = random_v1(number)
            data = json.dumps(found, indent=chance.choice((None, 1, 4)), ensure_ascii=True).encode()
            path = root / f"scene {number}" / "prompts.json"
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            check(files, path, found, data)
    figure("G19", "generated version 1 files, through their whole life", FILES, "files")


def check(files: PromptFiles, path: Path, found: dict[str, Any], data: bytes) -> None:
    """One file through its whole life."""
    name = path.parent.name
    seen = files.read(name)
    assert seen.migrated
    saved = files.save(name, seen.collection, seen.revision)
    written = path.read_bytes()
    stored = json.loads(written)
    assert stored["v1_backup"] == found
    assert {key: entry["value"] for key, entry in stored["prompts"].items()} == {
        key: value for key, value in found.items() if isinstance(value, str) and value
    }
    assert files.save(name, saved.collection, saved.revision) == saved
    assert path.read_bytes() == written
    assert path.with_name("prompts.json.v1.backup").read_bytes() == data
    assert files.restore_v1(name) == seen
    assert path.read_bytes() == data
