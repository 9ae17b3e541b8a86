"""A single-file plugin: the node by which graphs of the suite do to folders and pools what people do between runs."""

import tempfile
import uuid
from pathlib import Path

from PIL import Image, ImageDraw

from penstock import Plugin, hookimpl
from penstock.core.contracts.datasets import Datasets
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.host import HostPaths
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec

PLUGIN = Plugin(name="suite_datasets", title="Data sets of the engine suite", requires=("datasets", "pools"))


def _does(call, name, does):
    """Each thing to do is a word with values; what it tells is shown.

    `picture 2.png 16x8 a caption` writes into the folder of the input folder, `caption 2 another` changes it,
    `remove 2.png` removes; `slot 16x8 a label` adds to the pool, `mask` paints the left half of its last picture.
    `files output/x` tells the names of all files there.
    """
    doing = {"picture": _picture, "caption": _caption, "remove": _remove, "slot": _slot, "mask": _mask, "files": _files}
    shown = []
    for one in does.split(";"):
        what, _, value = one.partition(" ")
        shown.append(doing[what](call.services, name, value) or one)
    return NodeResult(ui={"shown": shown})


def _picture(services, folder, value):
    name, size, caption = value.split(" ", 2)
    path = services.get(HostPaths).input / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    _drawn(size).save(path)
    path.with_suffix(".txt").write_text(caption)


def _caption(services, folder, value):
    stem, _, caption = value.partition(" ")
    (services.get(HostPaths).input / folder / f"{stem}.txt").write_text(caption)


def _remove(services, folder, name):
    (services.get(HostPaths).input / folder / name).unlink()


def _slot(services, pool, value):
    size, _, label = value.partition(" ")
    with _Upload(_drawn(size)) as upload:
        (result,) = services.get(Pools).add(pool, [upload], labels=[label])
    if result.error is not None:
        raise ValueError(result.error["message"])


def _mask(services, pool, _value):
    pools = services.get(Pools)
    slot = pools.store.slot(pool, pools.store.order(pool).slots[-1])
    mask = Image.new("L", (slot.width, slot.height))
    ImageDraw.Draw(mask).rectangle((0, 0, slot.width // 2 - 1, slot.height), fill=255)
    with _Upload(mask) as upload:
        pools.set_mask(pool, slot.id, upload)


def _files(services, _name, address):
    root = services.get(Datasets).listing(address).path
    return " ".join(sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()))


def _drawn(size):
    """A picture in which no two rows or columns are alike."""
    width, height = map(int, size.split("x"))
    picture = Image.new("RGB", (width, height))
    picture.putdata([(x * 255 // width, y * 255 // height, width) for y in range(height) for x in range(width)])
    return picture


class _Upload:
    """A picture on its way in, for a `with`."""

    def __init__(self, picture):
        self._picture = picture
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self):
        path = Path(self._folder.name) / "picture.png"
        self._picture.save(path)
        return Upload(path=path, file_name=path.name, content_type="image/png", size=path.stat().st_size)

    def __exit__(self, *_raised):
        self._folder.cleanup()


@hookimpl
def penstock_nodes():
    """The one node."""
    yield NodeSpec(
        id="SuiteDatasets",
        display_name="SuiteDatasets",
        category="Penstock/Suite",
        inputs=(InputSpec(id="name", type=STRING), InputSpec(id="does", type=STRING)),
        run=lambda call, *, name, does: _does(call, name, does),
        is_output=True,
        not_idempotent=True,
        fingerprint=lambda _services, **_inputs: uuid.uuid4().hex,
    )
