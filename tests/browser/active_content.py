"""Text that is a script where a page takes it for one: put into all that Penstock shows, and looked for there."""

import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from attrs import define, field
from PIL import Image

from .execution_page import make_execution
from .gate_page import GateServer, Run
from .prompt_page import put_collection, put_libber
from .scene_page import put_scene
from .standalone_page import ask, fill_pool
from .story_page import entry, put_story
from .workflow_page import put_workflow

PAYLOADS: Final = (
    "<script data-pwned>alert(1)</script>",
    "<img data-pwned src=x onerror=alert(2)>",
    "<svg data-pwned onload=alert(3)>",
    '"><img data-pwned src=x onerror=alert(4)>',
    "'><svg data-pwned onload=alert(5)>",
    '" onmouseover=alert(6) data-pwned="',
    "' onfocus=alert(7) autofocus data-pwned='",
    "javascript:alert(8)//data-pwned",
    "</textarea><script data-pwned>alert(9)</script>",
    "</title><img data-pwned src=//evil.example/a onerror=alert(10)>",
    "</style><img data-pwned src=//evil.example/b>",
    "<iframe data-pwned src=javascript:alert(12)></iframe>",
    '<iframe data-pwned srcdoc="<script>parent.alert(13)</script>"></iframe>',
    "<a data-pwned href=javascript:alert(14)>x</a>",
    "<details data-pwned open ontoggle=alert(15)>",
    "<video data-pwned><source onerror=alert(16)></video>",
    "<math data-pwned><mi xlink:href=javascript:alert(17)>",
    "<link data-pwned rel=stylesheet href=//evil.example/c.css>",
    '<meta data-pwned http-equiv=refresh content="0;url=//evil.example/">',
    "<object data-pwned data=//evil.example/d>",
    "<embed data-pwned src=//evil.example/e>",
    "<form data-pwned action=//evil.example/><input autofocus onfocus=alert(22)>",
    "<template data-pwned><script>alert(23)</script></template>",
    "<base data-pwned href=//evil.example/>",
    "{{constructor.constructor('alert(25)')()}}<b data-pwned>",
    "${alert(26)}<b data-pwned>`",
    "__proto__<b data-pwned>",
    "&lt;img data-pwned src=x onerror=alert(28)&gt;",
    "<b data-pwned style='background:url(//evil.example/f)'>",
    "![x](javascript:alert(30))<b data-pwned>",
)
PLAIN: Final = tuple(text for text in PAYLOADS if "/" not in text and '"' not in text)
"""Those that Linux takes as names of files."""

POOL: Final = "tested"
_PREPARE: Final = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (said) => void window.__ran.push(`${name} ${said}`);
}
"""
_FOUND: Final = """(payloads) => {
  const texts = [], marked = [];
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.hasAttribute("data-pwned")) marked.push(node.outerHTML.slice(0, 200));
      for (const { name, value } of node.attributes) {
        texts.push(value);
        const leads = ["href", "src", "action", "data", "xlink:href"].includes(name);
        if (leads && /^\\s*javascript:/i.test(value)) marked.push(value);
        if (/^on/.test(name)) marked.push(`${name}=${value}`);
      }
      if (typeof node.value === "string") texts.push(node.value);
      for (const child of node.childNodes) if (child.nodeType === 3) texts.push(child.data);
      if (node.shadowRoot) look(node.shadowRoot);
    }
  };
  look(document);
  const all = texts.join("\\n");
  return { seen: payloads.filter((text) => all.includes(text)).length, marked, ran: window.__ran };
}"""


@define
class Watched:
    """A page in which every policy of the server is switched off, and what happens in it."""

    page: Any
    origin: str
    dialogs: list[str] = field(factory=list)
    elsewhere: list[str] = field(factory=list)

    def look(self) -> int:
        """How many payloads the page shows; fails where one of them was more than text."""
        found = self.page.evaluate(_FOUND, list(PAYLOADS))
        assert found["marked"] == [], found
        assert found["ran"] == [] and self.dialogs == [], (found["ran"], self.dialogs)
        assert self.elsewhere == [], self.elsewhere
        return int(found["seen"])

    def wait_for(self, count: int) -> int:
        """`look`, once that many are shown; fails where they never are."""
        from playwright.sync_api import TimeoutError as TooLate

        shown = f"([payloads, count]) => (({_FOUND})(payloads)).seen >= count"
        try:
            self.page.wait_for_function(shown, arg=[list(PAYLOADS), count], polling=200, timeout=20_000)
        except TooLate:
            assert self.look() >= count, self.page.url
        return self.look()


def watched(chromium: Any, address: str, *, makers: bool = False) -> Watched:
    """A new page; its context is to be closed. With `makers` it may ask others than us, but not those of a payload."""
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1400, "height": 1000})
    context.add_init_script(_PREPARE)
    made = Watched(context.new_page(), address)

    def heard(request: Any) -> None:
        ours = request.url.startswith((address, "data:", "blob:", "about:"))
        if urlsplit(request.url).hostname == "evil.example" or not (ours or makers):
            made.elsewhere.append(request.url)

    def spoken(dialog: Any) -> None:
        made.dialogs.append(dialog.message)
        dialog.dismiss()

    context.on("request", heard)
    made.page.on("dialog", spoken)
    return made


def pictures(folder: Path, count: int) -> list[Path]:
    """Small pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        Image.new("RGB", (8, 8), (number * 8, 40, 80)).save(folder / f"{number}.png")
    return sorted(folder.iterdir())


def taken(server: Any, method: str, path: str, body: Any) -> Any:
    """The answer; None where the server does not take such a text there."""
    try:
        return ask(server, method, path, body)
    except urllib.error.HTTPError as refused:
        assert 400 <= refused.code < 500, refused
        return None


def furnish(server: Any, folder: Path) -> None:
    """Everything that is shown, with payloads in all texts that are taken."""
    _pool(server, folder)
    for text in PAYLOADS:
        taken(server, "POST", "/penstock/profiles", {"name": text})
        taken(server, "POST", "/penstock/libbers", {"name": text})
        taken(server, "POST", "/penstock/scenes", {"name": text})
        taken(server, "POST", "/penstock/stories", {"name": text})
    put_libber(server, "tested", {f"key{number}": text for number, text in enumerate(PAYLOADS)})
    put_libber(server, "keys", {text: text for text in PAYLOADS})
    texts = {f"p{number}": {"value": text, "category": text} for number, text in enumerate(PAYLOADS)}
    names = {text: {"value": text} for text in PAYLOADS}
    put_collection(server, "tested", {"version": 2, "prompts": texts, "compositions": {t: ["p0"] for t in PAYLOADS}})
    put_collection(server, "named", {"version": 2, "prompts": names, "compositions": {}})
    document = {"version": 2, "prompts": texts, "compositions": {}}
    put_scene(server, "hostile", prompts=document, loras=[{"lora": text, "strength": 1} for text in PAYLOADS])
    scenes = [entry("hostile", at, prompt_source="custom", custom_prompt=text) for at, text in enumerate(PAYLOADS)]
    put_story(server, "tested", [{**one, "mask_name": text} for one, text in zip(scenes, PAYLOADS, strict=True)])
    _execution(server)
    _workflows(server)
    _folder(server)
    _runs(server)


def _pool(server: Any, folder: Path) -> None:
    taken(server, "POST", "/penstock/pools", {"id": POOL})
    fill_pool(server, POOL, pictures(folder / "pool", len(PAYLOADS)))
    slots = ask(server, "GET", f"/penstock/pools/{POOL}/slots?limit=100")["slots"]
    for slot, text in zip(slots, PAYLOADS, strict=True):
        ask(server, "PATCH", f"/penstock/pools/{POOL}/slots/{slot['id']}", {"label": text})


def _execution(server: Any) -> None:
    made = make_execution(server, "shown", pictures=(1, 1, 1, 1), variants=1)
    path = made.folder / "metadata.json"
    about = json.loads(path.read_text())
    for scene, text in zip(about["scenes"], PAYLOADS[1:], strict=False):
        scene["name"] = text
    path.write_text(json.dumps(about))


def graph(text: str) -> dict[str, Any]:
    """A graph that has the text wherever a graph has texts."""
    return {
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": text, text: text}, "_meta": {"title": text}},
        "2": {"class_type": text, "inputs": {"seed": 1, "name": text}, "_meta": {"title": text}},
    }


def whole_graph() -> dict[str, Any]:
    """A graph with a node for each."""
    return {
        str(at): {"class_type": text, "inputs": {"text": text, text: at}, "_meta": {"title": text}}
        for at, text in enumerate(PAYLOADS, 1)
    }


def _workflows(server: Any) -> None:
    made = put_workflow(server, "tested", whole_graph())
    for at, text in enumerate(PAYLOADS):
        named = put_workflow(server, f"named {at}", graph(text))
        taken(server, "PATCH", f"/penstock/workflows/{named['id']}", {"revision": named["revision"], "name": text})
        taken(server, "POST", f"/penstock/workflows/{made['id']}/presets", {"name": text, "values": {}})
    now = ask(server, "GET", f"/penstock/workflows/{made['id']}")
    changes = {"revision": now["revision"], "description": " ".join(PAYLOADS), "tags": list(PAYLOADS)}
    taken(server, "PATCH", f"/penstock/workflows/{made['id']}", changes)


def _runs(server: Any) -> None:
    """Runs that end with an error, and gates that wait."""
    for text in PAYLOADS:
        document = {
            "1": {"class_type": "LoadImage", "inputs": {"image": text}, "_meta": {"title": text}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}, "_meta": {"title": text}},
        }
        ask(server, "POST", "/penstock/runs", {"document": document, "title": text, "values": {}, "count": 1})
    gates = Run()
    for text in PAYLOADS:
        gates.edit(text, text)
    GateServer(server).start(gates)
    GateServer(server).expect(len(PAYLOADS))


def _folder(server: Any) -> None:
    folder = server.data / "input" / "hostile"
    folder.mkdir(parents=True, exist_ok=True)
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    for text in PLAIN:
        (folder / f"{text}.png").write_bytes(data.getvalue())
        (folder / f"{text}.txt").write_text(", ".join(PAYLOADS))
        (server.data / "input" / text).mkdir(exist_ok=True)


def workflow_named(server: Any, name: str) -> str:
    """The id of a workflow."""
    found = ask(server, "GET", f"/penstock/workflows?search={quote(name)}")["workflows"]
    return str(next(one["id"] for one in found if one["name"] == name))


def pages_of(server: Any) -> Iterator[tuple[str, int]]:
    """Routes of pages, and how many payloads each shows at least."""
    workflow = workflow_named(server, "tested")
    whole = len(PAYLOADS)
    yield f"/pools/{POOL}", whole
    yield "/", whole
    yield "/libbers/tested", whole
    yield "/libbers/keys", whole
    yield "/libbers", whole
    yield "/prompts/tested", whole
    yield "/prompts/named", whole
    yield "/scenes/hostile", 15
    yield "/stories/tested", whole
    yield "/executions/shown/job1/20261121_101500_abc123", 4
    yield "/workflows", whole
    yield f"/workflows/{workflow}", whole
    yield f"/batches/new/{workflow}", whole
    yield "/datasets", 10
    yield "/datasets?folder=input/hostile", 10
    yield "/datasets?folder=input/hostile&view=statistics", 20
    yield f"/datasets/pools/{POOL}", 20
    yield "/plugins", 15
    yield "/runs", 5
    yield "/gates", whole
