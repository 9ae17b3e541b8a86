"""Hostile pictures on every way that decodes, in a child with 2 GiB of addresses and 20 s of CPU: taken or refused."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.adapters.standalone.engine.node_load_image import decoded
from penstock.adapters.testing.corpora.images import hostile_images
from penstock.plugins.batches.results.cell_pictures import _read

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MUTATIONS = 5_000 if NIGHTLY else 240
BATCH = 250
CHILD = Path(__file__).with_name("image_ways.py")
CORPUS = range(0, len(hostile_images()), 50 if NIGHTLY else 70)
BOMBS = next(place for place, case in enumerate(hostile_images()) if case.name.startswith("PNG of 20000"))
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of a process are Linux's")


def child(folder: Path, first: int, count: int, *, mutations: bool) -> dict[str, Any]:
    """What became of the files; a child that died tells with which one."""
    spec = {"folder": str(folder), "first": first, "count": count, "mutations": mutations}
    environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
    done = subprocess.run(
        [sys.executable, str(CHILD), json.dumps(spec)], capture_output=True, text=True, env=environment, timeout=600
    )
    at = folder / "at"
    assert done.returncode == 0, (done.returncode, at.read_text() if at.exists() else "", done.stderr[-2_000:])
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["bugs"] == []
    assert found["files"] == min(count, found["files"]) > 0
    return found


def tried(found: dict[str, Any]) -> int:
    """Decodings."""
    return sum(found["outcomes"].values())


@pytest.mark.parametrize("first", CORPUS)
def test_the_corpus_on_every_way(first: int, tmp_path: Path, figure: Any) -> None:
    """No file of the corpus ends the process, costs it much, or is anything but taken or a 4xx without a path."""
    step = CORPUS.step if NIGHTLY else max(0, min(CORPUS.step, BOMBS - first)) or 1
    found = child(tmp_path, first, step, mutations=False)

    assert found["ways"] >= 17
    figure(
        "G13",
        "hostile pictures on every way that decodes, in 2 GiB",
        tried(found),
        "decodings",
        measured={"longest CPU s": round(found["longest"], 3)},
        lacking="Pictures are decoded in threads of the server: there is no worker whose death it would survive.",
    )


@pytest.mark.parametrize("first", range(0, MUTATIONS, BATCH))
def test_changed_pictures_on_every_way(first: int, tmp_path: Path, figure: Any) -> None:
    """Nor does any change of the bytes of a sound picture."""
    found = child(tmp_path, first, min(BATCH, MUTATIONS - first), mutations=True)

    outcomes = found["outcomes"]
    assert outcomes["taken"] and outcomes["400 bad_image"], "both happen, or the changes are too large or too small"
    figure("G13", "sound pictures with changed bytes, on every way that decodes", found["files"], "files")


@pytest.mark.parametrize("read", [decoded, lambda path: _read(path, (8, 8))], ids=["LoadImage", "cell of a grid"])
def test_no_picture_starts_a_program(read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostScript that is called a PNG is not handed to an interpreter, which Pillow would start."""
    started: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *arguments, **_: started.append(arguments))
    monkeypatch.setattr(subprocess, "check_call", lambda *arguments, **_: started.append(arguments))
    path = tmp_path / "result.png"
    path.write_bytes(EPS)

    with pytest.raises(Image.UnidentifiedImageError):
        read(path)

    assert started == []
