"""The form of a workflow in an open page: `window.form` in a box as wide as asked, and what it tells in `told`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .conftest import watch
from .library_page import prepare as prepare_library
from .text_page import leave_pools

MODELS = [f"sdxl/style {number:04d}.safetensors" for number in range(3000)]
_EMPTY = {
    "class_type": "Node",
    "targets": [],
    "default": None,
    "minimum": None,
    "maximum": None,
    "step": None,
    "options": None,
    "multiple": False,
    "role": "",
    "group": "",
    "group_label": "",
    "rank": 0,
    "advanced": False,
    "promoted": False,
    "control": None,
    "node_title": "",
    "tooltip": "",
    "upload": "",
    "source": "schema",
    "problem": "",
}

_SHOW = """async ({ shape, values, width, options }) => {
  const { ParameterForm } = await import(`${options.base ?? ""}/penstock/web/workflows/form.js`);
  const { element } = await library("elements");
  document.querySelector("#box")?.remove();
  window.told = [];
  window.shown = [];
  const more = options.showNode ? { showNode: (parameter) => void shown.push(parameter.address) } : {};
  window.form = ParameterForm.create(host, { ownControls: options.ownControls === true, ...more });
  for (const type of ["change", "control"]) form.addEventListener(type, ({ detail }) => void told.push([type, detail]));
  const box = element("div", { class: "penstock-page", attributes: { id: "box" } }, form);
  box.style.cssText = "position: fixed; inset: 0 auto 0 0; z-index: 50; padding: 10px; overflow: auto; background:" +
    " var(--penstock-surface)";
  box.style.width = width;
  document.body.append(box);
  if (shape) form.show(shape, values);
}"""


def parameter(address: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    """A parameter as the routes answer it."""
    node, _, field = address.partition(".")
    given = {"address": address, "node": node, "field": field, "type": kind, "value": value, "label": field}
    return {**_EMPTY, **given, "targets": [address], **more}


def shape(parameters: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A form of them; each parameter's `choices` become a list of options that equal ones share."""
    lists: list[list[Any]] = []
    made = []
    for rank, one in enumerate(parameters):
        choices = one.pop("choices", None)
        if choices is not None and choices not in lists:
            lists.append(choices)
        options = None if choices is None else lists.index(choices)
        made.append({**one, "rank": one["rank"] or rank, "options": options})
    empty = {"workflow": "w1", "version": 1, "format": "ui", "nodes": len(made), "missing_classes": [], "problems": []}
    rest = {"unnamed": 0, "stale": False, "default_parameters": {}, "last_parameters": None}
    return {**empty, **rest, "parameters": made, "option_lists": lists, **more}


def every_kind() -> dict[str, Any]:
    """A form with a parameter of every kind, as a picture's workflow has them."""
    group = {"prompt": {"group": "prompt"}, "sampling": {"group": "sampling"}, "size": {"group": "size"}}
    side = {"minimum": 16, "maximum": 16384, "step": 8, **group["size"]}
    return shape(
        [
            parameter("10.image", "image", "cat.png", group="media", label="Image", choices=["cat.png", "coffee.jpg"]),
            parameter("11.audio", "audio", "voice.mp3", group="media", label="Voice", choices=["voice.mp3"]),
            parameter("6.text", "text", "a small cat", role="positive_prompt", label="Prompt", **group["prompt"]),
            parameter("7.text", "text", "blurry", role="negative_prompt", label="Negative prompt", **group["prompt"]),
            parameter("5.width", "integer", 1024, role="width", label="Width", **side),
            parameter("5.height", "integer", 768, role="height", label="Height", **side),
            parameter(
                "3.seed",
                "seed",
                "18446744073709551615",
                role="seed",
                label="Seed",
                minimum=0,
                maximum="18446744073709551615",
                control="randomize",
                **group["sampling"],
            ),
            parameter(
                "3.steps",
                "integer",
                20,
                role="steps",
                label="Steps",
                minimum=1,
                maximum=10000,
                tooltip="How often the noise is taken away.",
                node_title="Sampler",
                **group["sampling"],
            ),
            parameter(
                "3.cfg",
                "float",
                7.5,
                role="cfg",
                label="CFG",
                minimum=0.0,
                maximum=100.0,
                step=0.1,
                **group["sampling"],
            ),
            parameter(
                "3.sampler_name",
                "select",
                "euler",
                role="sampler",
                label="Sampler",
                choices=["euler", "euler_ancestral", "heun", "dpmpp_2m"],
                **group["sampling"],
            ),
            parameter("3.add_noise", "boolean", True, label="Add noise", **group["sampling"]),
            parameter(
                "4.ckpt", "model", MODELS[7], role="checkpoint", label="Checkpoint", group="models", choices=MODELS
            ),
            parameter(
                "8.vae",
                "model",
                "gone.safetensors",
                role="vae",
                label="VAE",
                group="models",
                choices=["ae.safetensors"],
                problem="gone.safetensors is not on this server.",
            ),
            parameter("9.prefix", "string", "cats/ComfyUI", role="filename_prefix", label="File name", group="output"),
            parameter(
                "20.curve",
                "other",
                [[0, 0], [1, 1]],
                label="Curve",
                group="node:Tone",
                group_label="Tone",
                advanced=True,
            ),
            parameter(
                "21.strength",
                "float",
                1.0,
                label="Strength",
                minimum=-100.0,
                maximum=100.0,
                step=0.01,
                group="node:Tone",
                group_label="Tone",
                advanced=True,
            ),
        ]
    )


def show_form(page: Any, made: Any, values: Any = None, width: str = "100vw", **options: Any) -> Any:
    """The form on top of the page; None shows that it is being read. Returns its box."""
    if not page.evaluate("'library' in window"):
        leave_pools(page)
        prepare_library(page)
    page.evaluate(_SHOW, {"shape": made, "values": values or {}, "width": width, "options": options})
    return page.locator("penstock-parameter-form")


def row(form: Any, address: str) -> Any:
    """The row of a parameter."""
    return form.locator(f'[data-address="{address}"]')


def values(page: Any) -> dict[str, Any]:
    """What differs from the document."""
    return dict(page.evaluate("form.values"))


def told(page: Any) -> list[Any]:
    """The events, oldest first: their type and detail."""
    return list(page.evaluate("told"))


@contextmanager
def opened_form_page(chromium: Any, address: str) -> Iterator[Any]:
    """A page for many tests, since opening one takes a second; nothing may go wrong on it."""
    context, problems = chromium.new_context(viewport={"width": 1400, "height": 900}, color_scheme="dark"), []
    page = context.new_page()
    watch(page, problems)
    page.goto(address)
    show_form(page, None)
    yield page
    context.close()
    assert problems == []
