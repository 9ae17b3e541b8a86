"""The importer in a host in memory: folders on the disk, the routes that the page uses, the node in a graph."""

import io
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import penstock_caption_importer
import pytest
from PIL import Image

from penstock.core.contracts.pools import Pools


class House:
    """A started Penstock with the plugin, a pool `cats` of some pictures and an empty folder `input/texts`."""

    def __init__(self, application, client, paths):
        self.application, self.client = application, client(application)
        self.pools = application.services.get(Pools)
        self.folder = paths.input / "texts"
        self.folder.mkdir()

    def pictures(self, count):
        """Put so many into the pool."""
        files = []
        for number in range(count):
            stream = io.BytesIO()
            Image.new("RGB", (8, 8), (number, 0, 0)).save(stream, "PNG")
            files.append((f"{number}.png", stream.getvalue()))
        self.client.post("/penstock/pools/cats/slots", {}, {"images": files})

    def write(self, **texts):
        """Files of the folder, by name with `__` for the dot."""
        for name, text in texts.items():
            data = text if isinstance(text, bytes) else text.encode()
            (self.folder / name.replace("__", ".")).write_bytes(data)

    def ask(self, what, **changes):
        """The job of a request, once it has ended."""
        body = {"pool": "cats", "folder": "input/texts", **changes}
        answer = self.client.post(f"/penstock/caption_importer/{what}", body)
        assert answer.status == 202, answer.error
        end = time.monotonic() + 60
        while (job := self.client.get(f"/penstock/jobs/{answer.json['id']}").json)["status"] in ("queued", "running"):
            assert time.monotonic() < end, job
            time.sleep(0.01)
        return job

    def preview(self, **changes):
        """What would come of it, by slot."""
        result = self.ask("previews", **changes)["result"]
        return {row["slot"]: row["caption"] for row in result["rows"] if row["sets"]}

    def labels(self):
        """The labels in the order of the pool."""
        return [slot.label for slot in self.pools.store.page("cats", 0, 500).slots]


@pytest.fixture
def house(penstock_application, penstock_client, penstock_paths):
    """With the plugin as it is installed."""
    return House(penstock_application(penstock_caption_importer), penstock_client, penstock_paths)


def test_names_say_which_slot_is_meant(house):
    """The id of a slot, or the place that an export numbered; a text without a slot is told of."""
    house.pictures(3)
    house.write(img_0002__txt="a cat\n", **{"0003__caption": "a dog", "holiday__txt": "nobody"})
    assert house.preview() == {"img_0002": "a cat", "img_0003": "a dog"}
    assert house.ask("previews")["result"]["unmatched"] == ["holiday"]
    assert house.labels() == ["", "", ""]


def test_an_import_sets_what_the_preview_said(house):
    """Durably, and each label can be undone on its own."""
    house.pictures(2)
    house.write(img_0001__txt="one", img_0002__txt="two")
    assert house.ask("imports")["result"] == 2
    assert house.labels() == ["one", "two"]
    house.pools.undo("cats")
    assert house.labels() == ["one", ""]


@pytest.mark.parametrize(
    "document",
    [
        {"img_0001.png": "a cat", "img_0002.png": "a dog"},
        {"C:\\cats\\img_0001.png": {"caption": "a cat"}, "/home/img_0002.jpg": {"tags": ["a dog"], "score": 1}},
        [{"file_name": "a/img_0001.png", "text": "a cat"}, {"image": "img_0002.webp", "prompt": "a dog"}],
        [{"data": {"img_0001.png": "a cat"}}, {"img_0002.png": {"caption": "a dog"}}],
    ],
)
def test_json_in_the_shapes_that_tools_write(house, document):
    """Texts by file name, objects with both, lists of them: kohya's metadata, image folders of data sets."""
    house.pictures(2)
    house.write(meta__json=json.dumps(document))
    assert house.preview() == {"img_0001": "a cat", "img_0002": "a dog"}


def test_a_json_file_for_each_picture(house):
    """Its own name says which."""
    house.pictures(2)
    house.write(img_0001__json='{"caption": "a cat", "width": 8}', img_0002__json='{"tags": ["a dog", "grass"]}')
    assert house.preview() == {"img_0001": "a cat", "img_0002": "a dog, grass"}


def test_lines_of_json(house):
    """metadata.jsonl, empty lines left out; a text file beside it wins."""
    house.pictures(2)
    lines = [{"file_name": "img_0001.png", "text": "a cat"}, {"file_name": "img_0002.png", "text": "a dog"}]
    house.write(metadata__jsonl="\n\n".join(map(json.dumps, lines)), img_0002__txt="by hand")
    assert house.preview() == {"img_0001": "a cat", "img_0002": "by hand"}


def test_in_order_the_first_text_is_for_the_first_slot(house):
    """Names are sorted as people do, and what is left over is told of."""
    house.pictures(2)
    house.write(a2__txt="first", a10__txt="second", b__txt="third")
    assert house.preview(match="order") == {"img_0001": "first", "img_0002": "second"}
    assert house.ask("previews", match="order")["result"]["unmatched"] == ["b"]


def test_labels_that_are_there_are_kept_unless_told_otherwise(house):
    """A row says what is there and what would come."""
    house.pictures(1)
    house.pools.label("cats", "img_0001", "mine")
    house.write(img_0001__txt="theirs")
    (row,) = house.ask("previews")["result"]["rows"]
    assert (row["now"], row["caption"], row["sets"]) == ("mine", "theirs", False)
    assert house.ask("imports")["result"] == 0
    assert house.ask("imports", keep=False)["result"] == 1
    assert house.labels() == ["theirs"]
    assert house.ask("imports", keep=False)["result"] == 0


def test_pipes_are_no_files_and_capitals_do_not_count(house):
    """A pipe that nobody writes to holds nobody up."""
    house.pictures(1)
    os.mkfifo(house.folder / "pipe.txt")
    house.write(img_0001__TXT="a cat")
    assert penstock_caption_importer.captions_of(house.folder) == ({"img_0001": "a cat"}, [])


def test_files_that_cannot_be_used_cost_only_themselves(house, tmp_path):
    """Broken JSON, a text that is too long, a link that leads out of the folder; each with its reason."""
    house.pictures(1)
    (tmp_path / "secret.txt").write_text("secret")
    house.write(broken__json="{", img_0009__txt="x" * 5000, img_0001__txt=b"\xef\xbb\xbfa cat\xff", none__txt=" \n")
    (house.folder / "secret.txt").symlink_to(tmp_path / "secret.txt")
    result = house.ask("previews")["result"]
    assert [row["caption"] for row in result["rows"]] == ["a cat\ufffd"]
    assert [one.split(":")[0] for one in result["problems"]] == ["broken.json", "img_0009.txt", "secret.txt"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"pool": "none"}, "not_found"), ({"folder": "none"}, "not_found"), ({"folder": "/etc"}, "bad_name")],
)
def test_what_is_not_there_or_not_allowed_is_said(house, changes, code):
    """The job fails with the words that the page shows; nothing outside the allowed folders is read."""
    house.pictures(1)
    job = house.ask("previews", **changes)
    assert (job["status"], job["error"]["error"]["code"]) == ("failed", code)


def test_the_node_imports_each_time(house, penstock_graphs):
    """Files change unseen, so it never comes from the cache."""
    house.pictures(2)
    graph = {"1": {"class_type": "ImportCaptions", "inputs": {"pool": "cats", "folder": "input/texts"}}}
    runner = penstock_graphs(house.application)
    for text in ("one", "two"):
        house.write(img_0001__txt=text)
        inputs = {**graph["1"]["inputs"], "match": "name", "keep": False}
        assert runner.run({"1": {**graph["1"], "inputs": inputs}}).executed == ("1",)
        assert house.labels() == [text, ""]


def test_its_browser_module_is_there():
    """Pages import `index.js`, and that the page when somebody goes there."""
    folder = Path(penstock_caption_importer.__file__).parent / penstock_caption_importer.PLUGIN.web
    assert {"index.js", "page.js", "page.css"} <= {path.name for path in folder.iterdir()}


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
@pytest.mark.parametrize("name", ["index.js", "page.js"])
def test_browsers_can_read_it(name):
    """Both are modules of valid JavaScript."""
    folder = Path(penstock_caption_importer.__file__).parent / penstock_caption_importer.PLUGIN.web
    command = ["node", "--input-type=module", "--check"]
    done = subprocess.run(command, input=(folder / name).read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
