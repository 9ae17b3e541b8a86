"""What a page takes for granted before its commands: a profile, a libber, a kept workflow."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from penstock.adapters.standalone.headless import Headless, headless
from penstock.adapters.standalone.paths import data_paths
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.prompts import Prompt, PromptCollection, Prompts
from penstock.core.contracts.uploads import Upload

from .places import Place
from .walks import install


@contextmanager
def penstock(place: Place) -> Iterator[Headless]:
    """The application of the place's data folder."""
    paths = data_paths(place.data)
    for folder in (paths.input, paths.output, paths.temp, paths.user):
        folder.mkdir(parents=True, exist_ok=True)
    with headless(paths) as running:
        yield running


def pictures(folder: Path, count: int = 3) -> list[Path]:
    """Small pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        path = folder / f"cat{number}.png"
        Image.new("RGB", (96, 64), (40 * number, 90, 120)).save(path)
        made.append(path)
    return made


def profile(place: Place) -> None:
    """The profile `Cats` with three labelled pictures, and `dogs.zip`, an export of another one."""
    with penstock(place) as running:
        services = running.application.services
        uploads = [Upload(path=path, file_name=path.name, size=1) for path in pictures(place.folder / "made")]
        for name in ("Cats", "Dogs"):
            pool = services.get(Profiles).create(name).id
            services.get(Pools).add(pool, uploads, labels=["a cat"] * len(uploads))
    place.run("penstock profiles export Dogs dogs.zip && penstock profiles delete Dogs")


def zip_file(place: Place) -> None:
    """The file `cats.zip`, an export."""
    profile(place)
    (place.work / "dogs.zip").rename(place.work / "cats.zip")


def libber(place: Place) -> None:
    """The libbers `animals` and `styles`, and a text."""
    with penstock(place) as running:
        libbers = running.application.services.get(Libbers)
        libbers.save("animals", Libber(libs={"subject": "a red fox", "mood": ""}), None)
        libbers.save("styles", Libber(libs={"style": "oil on canvas", "mood": "calm"}), None)
    (place.work / "text.txt").write_text("%subject% at dusk", encoding="utf-8")


def prompts(place: Place) -> None:
    """A folder of prompts that was brought over from five fixed ones."""
    old = {"girl_pos": "a girl", "male_pos": "", "girl_neg": "", "male_neg": "", "wan_prompt": ""}
    folder = place.data / "output" / "scenes" / "opening"
    folder.mkdir(parents=True)
    (folder / "prompts.json").write_text(json.dumps(old), encoding="utf-8")
    with penstock(place) as running:
        service = running.application.services.get(Prompts)
        found = service.read("opening")
        kept = PromptCollection(prompts={**found.collection.prompts, "light": Prompt(value="low sun")})
        service.save("opening", kept, found.revision)
    place.words["FOLDER"] = "opening"


def training_folder(place: Place) -> None:
    """A folder of pictures with captions in the input folder."""
    for path in pictures(place.data / "input" / "cats"):
        path.with_suffix(".txt").write_text("a cat", encoding="utf-8")


GRAPH: Final = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["1", 1]}},
    "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 5,
            "steps": 20,
            "cfg": 8.0,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1.0,
            "model": ["1", 0],
            "positive": ["2", 0],
            "negative": ["4", 0],
            "latent_image": ["5", 0],
        },
    },
    "6": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["1", 2]}},
    "7": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "portrait"}},
}
"""A graph as ComfyUI exports it."""


def workflow(place: Place) -> None:
    """The files `portrait.json` and `workflow.json`, and `picture.png`, which carries one."""
    for name in ("portrait.json", "workflow.json"):
        (place.work / name).write_text(json.dumps(GRAPH), encoding="utf-8")
    carried = PngInfo()
    carried.add_text("prompt", json.dumps(GRAPH))
    Image.new("RGB", (8, 8)).save(place.work / "picture.png", pnginfo=carried)


def kept_workflow(place: Place) -> None:
    """The workflow `portrait` is kept."""
    workflow(place)
    place.run("penstock workflow import portrait.json")


SITUATIONS: Final[Mapping[str, Callable[[Place], None]]] = {
    "installed project": install,
    "profile": profile,
    "libber": libber,
    "prompts": prompts,
    "zip file": zip_file,
    "training folder": training_folder,
    "workflow": workflow,
    "kept workflow": kept_workflow,
}
