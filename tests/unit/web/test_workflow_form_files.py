"""The names of files that inputs load: where ComfyUI finds them, and the addresses of their pictures."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

FILES = """
import { fittingFiles, isPicture, mediaUrl, pictureUrl, placeOf, uploadFile,
  uploadMask } from "./web/workflows/input_files.js";
const sent = [];
const host = { requests: { address: (path) => `/api${path}`, upload: async (path, form) => {
  sent.push([path, Object.fromEntries([...form].map(([key, value]) => [key,
    value instanceof File ? value.name : value]))]);
  return { name: "kept.png", subfolder: path.endsWith("mask") ? "penstock" : "" };
} } };
"""


def test_values_name_a_folder_and_a_file(evaluate: Evaluate) -> None:
    """The last part is the file, what is before it the folder, and an ending in brackets says below which."""
    body = """
    give(["a.png", "x/y/a b.png", "a.png [output]", "x/a.png [temp]", "odd [else].png", "[input]"].map(placeOf)
      .map(({ filename, subfolder, type }) => [filename, subfolder, type]));
    """
    assert evaluate(FILES + body) == [
        ["a.png", "", "input"],
        ["a b.png", "x/y", "input"],
        ["a.png", "", "output"],
        ["a.png", "x", "temp"],
        ["odd [else].png", "", "input"],
        ["[input]", "", "input"],
    ]


def test_addresses_hold_any_name(evaluate: Evaluate) -> None:
    """Signs that mean something in addresses are written so that they do not; folders stay folders."""
    body = """
    give([pictureUrl(host, "trips ä/cup & 1#2?.png", 192, "a/b"), pictureUrl(host, "a.png [output]"),
      mediaUrl(host, "x/clip&1.mp4 [output]"), ["a.PNG", "a.webp [output]", "a.mp4", "png", ""].map(isPicture)]);
    """
    small, whole, film, pictures = evaluate(FILES + body)
    assert small == "/api/penstock/input_images/trips%20%C3%A4/cup%20%26%201%232%3F.png?side=192&v=a%2Fb"
    assert whole == "/api/penstock/input_images/a.png%20%5Boutput%5D?"
    assert film == "/api/view?filename=clip%261.mp4&subfolder=x&type=output"
    assert pictures == [True, True, False, False, False]


def test_uploads_say_what_they_are(evaluate: Evaluate) -> None:
    """A file goes to the input folder under its name; a mask names the picture that it is painted on."""
    body = """
    const names = [await uploadFile(host, new File(["x"], "cat.png")),
      await uploadMask(host, "x/cat.png [output]", new Blob(["x"]))];
    give([names, sent]);
    """
    names, ((first, plain), (second, masked)) = evaluate(FILES + body)
    assert names == ["kept.png", "penstock/kept.png"]
    assert (first, plain) == ("/upload/image", {"image": "cat.png", "type": "input"})
    assert second == "/upload/mask"
    assert masked["image"].startswith("cat mask ")
    assert masked["original_ref"] == '{"filename":"cat.png","subfolder":"x","type":"output"}'


def test_only_files_that_fit_are_taken(evaluate: Evaluate) -> None:
    """A picture's field takes pictures, a sound's sounds; nothing at all is no fault."""
    body = """
    const files = [{ type: "image/png" }, { type: "audio/mpeg" }, { type: "" }, { type: "video/mp4" }];
    give([...["image", "mask", "audio", "video"].map((type) => fittingFiles({ files }, type).map((file) => file.type)),
      fittingFiles(null, "image")]);
    """
    assert evaluate(FILES + body) == [["image/png"], ["image/png"], ["audio/mpeg"], ["video/mp4"], []]
