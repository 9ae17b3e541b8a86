"""Every way in which Penstock decodes pictures, tried on files in a process with little memory and time.

`image_ways.py SPEC`, where SPEC is JSON: `{"folder", "first", "count", "mutations"}`: of the corpus the files from
`first` on, or so many mutations. Writes the name of the file it is at to `folder/at`, and one line of JSON at its end.
"""

import io
import json
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

MEMORY = 2 << 30
SECONDS = 20
SEEDS = 10


def limit() -> None:
    """2 GiB of addresses; 20 s of CPU, after which the process is killed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def ways(folder: Path) -> dict[str, Callable[[Path], Any]]:
    """By name; each takes the path of a file."""
    from penstock.adapters.standalone.comfy_view import ViewQuery, _channel, _preview
    from penstock.core.contracts.uploads import Upload
    from penstock.core.files import Files
    from penstock.plugins.batches.results.cell_pictures import CellPictures
    from penstock.plugins.compat.datasete_masks import gray_mask
    from penstock.plugins.gates.masks_png import checked_mask
    from penstock.plugins.pictures.service import PictureService
    from penstock.plugins.pools.arrays import DecodedImages, load_levels, load_rgb
    from penstock.plugins.pools.images import checked_size, prepare_image
    from penstock.plugins.pools.mask_editor import check_transparency, compose
    from penstock.plugins.pools.masks import prepare_mask
    from penstock.plugins.pools.thumbnails import make_thumbnail
    from penstock.plugins.workflows.carriers import carried

    pictures = PictureService(folder / "kept", Files())

    def upload(path: Path) -> Upload:
        return Upload(path=path, file_name="a.png", content_type="image/png", size=path.stat().st_size)

    return {
        "upload": prepare_image,
        "picture of a zip": checked_size,
        "mask": lambda path: prepare_mask(path, 24, 16),
        "pool node": load_rgb,
        "mask of a pool node": load_levels,
        "thumbnail of a pool": make_thumbnail,
        "mask editor, out": lambda path: compose(DecodedImages(), path, None),
        "mask editor, back": check_transparency,
        "data set, loaded": pictures.frames,
        "story or scene, read": pictures.read,
        "size": pictures.size,
        "thumbnail": lambda path: pictures.thumbnail(path, 64),
        "workflow in a picture": lambda path: carried(path.read_bytes(), 8 << 20),
        "mask of a gate": lambda path: checked_mask(upload(path), 24, 16),
        "mask of an old gate": lambda path: gray_mask(upload(path), 24, 16),
        "view, smaller": lambda path: _preview(path, ViewQuery(filename="x", preview="webp;50"), "e"),
        "view, a channel": lambda path: _channel(path, "a", "e"),
        "cell of a grid": lambda path: CellPictures(cast("Any", _Runs(path))).load(cast("Any", _Run()), (64, 64)),
    }


class _Run:
    """A run with one picture."""

    id = "run"
    outputs = (SimpleNamespace(kind="image", number=0, temporary=False, sha256="0", width=8, height=6),)


class _Runs:
    """Where that picture is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def output(self, _run: str, _number: int) -> Path:
        return self._path


def corpus(first: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Files of the corpus."""
    from penstock.adapters.testing.corpora.images import hostile_images

    for case in hostile_images()[first : first + count]:
        yield case.name, case.data


def seeds() -> list[tuple[str, bytes]]:
    """Sound pictures of every kind, metadata included."""
    from penstock.adapters.testing.corpora import pictures
    from penstock.adapters.testing.corpora.png_bytes import chunk, png

    found = [
        ("PNG", pictures.encoded("PNG", "RGBA")),
        ("PNG with a palette", pictures.palette_with_transparency()),
        ("PNG in 16 bits", pictures.encoded("PNG", "I;16")),
        ("PNG with a workflow", png(24, 16, before=chunk(b"tEXt", b'workflow\x00{"nodes": []}'))),
        ("JPEG turned", pictures.turned("JPEG", 6)),
        ("JPEG in CMYK", pictures.encoded("JPEG", "CMYK")),
        ("WebP moving", pictures.animated("WEBP")),
        ("GIF", pictures.encoded("GIF", "P", transparency=0)),
        ("TIFF", pictures.encoded("TIFF", "RGB", compression="tiff_lzw")),
        ("BMP", pictures.encoded("BMP")),
    ]
    assert len(found) == SEEDS
    return found


def mutations(first: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Seeds with some bytes changed, cut, doubled or torn off; of PNG every second one with right checksums."""
    from penstock.adapters.testing.corpora.png_bytes import mended

    made = seeds()
    for number in range(first, first + count):
        kind, seed = made[number % len(made)]
        draw, data = random.Random(number), bytearray(seed)
        for _ in range(draw.randint(1, 5)):
            place, length = draw.randrange(len(data) + 1), draw.randint(1, 24)
            match draw.randrange(6):
                case 0 | 1 | 2:
                    data[place : place + length] = draw.randbytes(min(length, 4))
                case 3:
                    del data[place : place + length]
                case 4:
                    data[place:place] = data[place : place + length]
                case _:
                    number_of = draw.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFF))
                    data[place : place + 4] = number_of.to_bytes(4, draw.choice(("big", "little")))
        if draw.random() < 0.1:
            del data[draw.randrange(len(data) + 1) :]
        yield f"{kind} {number}", mended(bytes(data)) if number // len(made) % 2 else bytes(data)


def tried(folder: Path, files: Iterator[tuple[str, bytes]]) -> dict[str, Any]:
    """What became of them: counts by outcome, and the tracebacks of what was neither taken nor refused."""
    from penstock.core.errors import ClientError

    known = ways(folder)
    outcomes: Counter[str] = Counter()
    bugs: list[str] = []
    count, longest = 0, 0.0
    path = folder / "picture.png"
    for name, data in files:
        (folder / "at").write_text(name)
        path.write_bytes(data)
        count += 1
        for way, decode in known.items():
            begun = time.process_time()
            try:
                decode(path)
                outcomes["taken"] += 1
            except ClientError as error:
                outcomes[f"{error.status} {error.code}"] += 1
                if not (error.message and 400 <= error.status < 500) or str(folder) in str(error.as_json()):
                    bugs.append(f"{name}, {way}: {error.as_json()}")
            except BaseException:
                bugs.append(f"{name}, {way}: {_told()}")
            longest = max(longest, time.process_time() - begun)
    return {"files": count, "ways": len(known), "outcomes": outcomes, "bugs": bugs[:20], "longest": longest}


def _told() -> str:
    text = io.StringIO()
    traceback.print_exc(limit=-4, file=text)
    return text.getvalue()


def main(spec: dict[str, Any]) -> None:
    """Try them."""
    limit()
    warnings.simplefilter("ignore")
    made = mutations if spec["mutations"] else corpus
    found = tried(Path(spec["folder"]), made(spec["first"], spec["count"]))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
