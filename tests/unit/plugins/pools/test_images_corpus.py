"""Every file of the image corpus is stored right or answered with a 4xx, quickly, and in little memory."""

import io
import struct
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile, ImageOps

from penstock.adapters.testing.corpora.images import Expected, HostileImage, hostile_images
from penstock.core.errors import ClientError
from penstock.plugins.pools.arrays import load_rgb
from penstock.plugins.pools.images import PreparedImage, prepare_image

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of odd metadata, hosts only log it

CASES = hostile_images()


def by_name(case: HostileImage) -> str:
    return case.name


def prepared_or_refused(path: Path) -> PreparedImage | None:
    try:
        return prepare_image(path)
    except ClientError:
        return None


def test_corpus_is_large_and_has_no_name_twice() -> None:
    """There are at least 80 files, at least 30 of each kind that matters."""
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
    for expected in (Expected.ACCEPTED, Expected.REFUSED):
        assert sum(case.expected is expected for case in CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_file_is_stored_or_refused_as_expected(case: HostileImage, tmp_path: Path, figure: Callable[..., None]) -> None:
    """A file becomes what the corpus says within 5 s of CPU, and nothing but a 4xx is ever raised."""
    path = tmp_path / "upload.jpg"
    path.write_bytes(case.data)
    start = time.process_time()
    prepared = prepared_or_refused(path)
    assert time.process_time() - start < 5
    if case.expected is not Expected.EITHER:
        assert (prepared is not None) == (case.expected is Expected.ACCEPTED)
    figure("G13", "hostile pictures, stored or refused as expected", tried=1, unit="files")


@pytest.mark.parametrize("case", [case for case in CASES if case.expected is Expected.ACCEPTED], ids=by_name)
def test_what_is_emitted_is_what_comfyui_would_load(case: HostileImage, tmp_path: Path) -> None:
    """The stored PNG gives the pixels that Pillow makes of the upload, upright and in RGB, in the size reported."""
    upload, stored = tmp_path / "upload", tmp_path / "stored.png"
    upload.write_bytes(case.data)
    prepared = prepare_image(upload)
    stored.write_bytes(case.data if prepared.png is None else prepared.png)
    pixels = load_rgb(stored)
    assert pixels.shape == (prepared.height, prepared.width, 3)
    with Image.open(upload) as image:
        if image.mode.startswith("I;16"):
            assert (pixels[:, :, 0] == np.asarray(image)).all()
        else:
            assert (pixels == reference(image)).all()


def reference(image: Image.Image) -> np.ndarray:
    """As ComfyUI's LoadImage: transposed by EXIF (unreadable EXIF counts as none), then RGB."""
    image.load()
    try:
        image = ImageOps.exif_transpose(image)
    except (SyntaxError, TypeError, ValueError, struct.error):
        image = image.copy()
    return np.asarray(image.convert("RGBA").convert("RGB") if image.mode == "P" else image.convert("RGB"))


@pytest.mark.parametrize(
    "case", [case for case in CASES if " cut " in case.name and "TIFF" not in case.name], ids=by_name
)
def test_cut_file_is_refused_whatever_other_packs_tell_pillow(
    case: HostileImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that ends too early is refused even where a pack in the same process sets LOAD_TRUNCATED_IMAGES."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    path = tmp_path / "upload"
    path.write_bytes(case.data)
    assert prepared_or_refused(path) is None


def test_whole_files_are_taken_whatever_other_packs_tell_pillow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LOAD_TRUNCATED_IMAGES makes no whole file look cut."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    path = tmp_path / "upload"
    for case in CASES:
        if case.expected is Expected.ACCEPTED:
            path.write_bytes(case.data)
            assert prepared_or_refused(path) is not None, case.name


CHILD = """
    import pathlib, resource, sys, warnings
    from penstock.adapters.testing.corpora.images import Expected, hostile_images
    from penstock.core.errors import ClientError
    from penstock.plugins.pools.images import prepare_image
    import PIL.Image, numpy
    warnings.simplefilter("ignore")
    paths = [pathlib.Path(line) for line in sys.stdin.read().splitlines()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in paths:
        try:
            prepare_image(path)
        except ClientError:
            pass
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux only")
def test_refusing_bombs_costs_little_memory(tmp_path: Path) -> None:
    """All refused files together cost less than 100 MB of memory, 400 megapixel bombs among them."""
    paths = []
    for number, case in enumerate(case for case in CASES if case.expected is Expected.REFUSED):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(case.data)
    text = "\n".join(map(str, paths))
    child = [sys.executable, "-c", textwrap.dedent(CHILD)]
    done = subprocess.run(child, input=text, capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 100


def test_a_refusal_says_what_is_wrong(tmp_path: Path) -> None:
    """Messages name what the file is or lacks, so that a person knows what to do."""
    wanted = {
        "an SVG drawing": "SVG",
        "a web page": "web page",
        "HEIC": "HEIC",
        "nothing": "empty",
        "PNG without an end": "ends too early",
        "PNG and a zip": "behind its end",
        "GIF of several frames": "animation",
        "TIFF of several frames": "several pages",
        "PNG of 20000 x 20000 in 1 bit": "20000 x 20000",
    }
    path = tmp_path / "upload.png"
    for case in CASES:
        if case.name in wanted:
            path.write_bytes(case.data)
            with pytest.raises(ClientError, match=wanted.pop(case.name)) as caught:
                prepare_image(path)
            assert caught.value.hint
    assert not wanted


def test_output_is_a_png_that_opens_anywhere(tmp_path: Path) -> None:
    """What a JPEG becomes is a PNG in RGB, one frame, with every pixel of the JPEG."""
    case = next(case for case in CASES if case.name == "progressive JPEG")
    path = tmp_path / "upload"
    path.write_bytes(case.data)
    prepared = prepare_image(path)
    assert prepared.png is not None
    with Image.open(io.BytesIO(prepared.png)) as image, Image.open(path) as source:
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert image.tobytes() == source.tobytes()
