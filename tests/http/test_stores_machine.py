"""Every store over HTTP beside one model, with restarts and a disk that refuses: what is answered is what is there."""

import copy
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PIL import Image

from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.server import Server, ServerOptions
from penstock.adapters.testing.file_faults import ERRORS, FaultyCalls
from penstock.core.files import SystemCalls

from .conftest import LiveServer, Reply, start_standalone

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
EXAMPLES, STEPS = (60, 60) if NIGHTLY else (5, 40)
NAMES: Final = ("one", "two", "three")
FOLDERS: Final = ("texts", "lines")
"""Of prompts: they are listed as scenes, too."""

TEXTS: Final = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
SIZE: Final = "pools.max_megapixels"
State = dict[str, Any]


def picture(shade: int) -> bytes:
    """A picture of one shade."""
    data = io.BytesIO()
    Image.new("L", (4, 4), shade).save(data, "PNG")
    return data.getvalue()


class StoresMachine(RuleBasedStateMachine):
    """`state` is the model. What was acknowledged is there; what was refused is as before, or whole."""

    steps: ClassVar[list[int]]

    @initialize()
    def begin(self) -> None:
        """An empty folder, and a server on it."""
        self.home = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.shades = 0
        self.state: State = {"pools": {}, "libbers": {}, "prompts": {}, "scenes": {}, "size": None}
        self.start()
        self.state["size"] = self.server.get(f"/penstock/settings/{SIZE}").json["value"]

    def start(self) -> None:
        """The next process on the folder."""
        self.server = LiveServer()
        paths = data_paths(Path(self.home.name))
        self.server.subject = Server(ServerOptions(paths=paths, port=0, discover=False))
        self.server.start(lambda: start_standalone(self.server.subject))

    def teardown(self) -> None:
        """Nothing stays."""
        if hasattr(self, "server"):
            self.server.stop()
            self.home.cleanup()

    def send(self, method: str, path: str, value: Any = None) -> Reply:
        """One request with a JSON body, or without one."""
        return self.server.request(method, path) if value is None else self.server.post_json(path, value, method)

    def change(self, reply: Reply, after: State) -> None:
        """What was acknowledged counts; what a bad disk refused is as it was, or done."""
        files = self.server.subject.application.host.files
        was_bad, files.calls = isinstance(files.calls, FaultyCalls), SystemCalls()
        assert reply.status != 500, reply
        if reply.status < 400:
            self.state = after
        else:
            assert was_bad, reply
            found = self.seen()
            assert found in (self.state, after), reply
            self.state = found

    def planned(self) -> State:
        """A copy of the model, to be changed."""
        return copy.deepcopy(self.state)

    def some(self, draw: st.DataObject, kind: str) -> str:
        """One of what there is."""
        return draw.draw(st.sampled_from(sorted(self.state[kind])))

    @rule(number=st.integers(1, 12), error=st.sampled_from(ERRORS))
    def disk_refuses(self, number: int, error: int) -> None:
        """From its n-th call on the disk answers with an error, until the next change was answered."""
        self.server.subject.application.host.files.calls = FaultyCalls(fail_from=(number, error))

    @rule()
    def restart(self) -> None:
        """The server ends in order, and another one begins."""
        self.server.subject.application.host.files.calls = SystemCalls()
        self.server.stop()
        self.start()

    @rule(name=st.sampled_from(NAMES))
    def make_pool(self, name: str) -> None:
        """A pool is empty at first; a name that is taken is refused."""
        if name in self.state["pools"]:
            assert self.send("POST", "/penstock/pools", {"id": name}).status >= 400
            return
        after = self.planned()
        after["pools"][name] = []
        self.change(self.send("POST", "/penstock/pools", {"id": name}), after)

    @precondition(lambda self: self.state["pools"])
    @rule(draw=st.data(), label=TEXTS)
    def add(self, draw: st.DataObject, label: str) -> None:
        """A picture stands at the end with its label."""
        pool, self.shades = self.some(draw, "pools"), self.shades + 1
        form = ("images", "a.png", picture(self.shades % 256)), ("labels", None, label.encode())
        reply = self.server.post_form(f"/penstock/pools/{pool}/slots", *form)
        slot = reply.json["results"][0]["slot"] if reply.status < 400 else None
        if slot is None:
            self.change(Reply(max(reply.status, 400), reply.headers, reply.body), self.planned())
            return
        after = self.planned()
        after["pools"][pool].append([slot["id"], label])
        self.change(reply, after)

    @precondition(lambda self: any(self.state["pools"].values()))
    @rule(draw=st.data(), label=TEXTS, deed=st.sampled_from(("label", "remove", "first")))
    def change_slot(self, draw: st.DataObject, label: str, deed: str) -> None:
        """A slot gets another label, goes, or goes to the front."""
        pool = draw.draw(st.sampled_from([one for one, slots in sorted(self.state["pools"].items()) if slots]))
        after = self.planned()
        slots = after["pools"][pool]
        place = draw.draw(st.integers(0, len(slots) - 1))
        path = f"/penstock/pools/{pool}/slots/{slots[place][0]}"
        if deed == "label":
            slots[place][1] = label
            reply = self.send("PATCH", path, {"label": label})
        elif deed == "remove":
            del slots[place]
            reply = self.send("DELETE", path)
        else:
            moved = slots.pop(place)
            first = slots[0][0] if slots else None
            slots.insert(0, moved)
            reply = self.send("POST", f"/penstock/pools/{pool}/move", {"slots": [moved[0]], "before": first})
        self.change(reply, after)

    @precondition(lambda self: self.state["pools"])
    @rule(draw=st.data())
    def delete_pool(self, draw: st.DataObject) -> None:
        """A pool is gone, and may come back as it was."""
        pool, after = self.some(draw, "pools"), self.planned()
        del after["pools"][pool]
        before = self.planned()
        reply = self.send("DELETE", f"/penstock/pools/{pool}")
        self.change(reply, after)
        if reply.status < 400 and draw.draw(st.booleans()):
            self.change(self.send("POST", f"/penstock/trash/{reply.json['trash']}/restore"), before)

    @rule(name=st.sampled_from(NAMES), text=TEXTS)
    def make_libber(self, name: str, text: str) -> None:
        """A library has its snippets; a name that is taken is refused."""
        after = self.planned()
        after["libbers"][name] = {"a": text}
        reply = self.send("POST", "/penstock/libbers", {"name": name, "libs": {"a": text}})
        if name in self.state["libbers"]:
            assert reply.status >= 400
        else:
            self.change(reply, after)

    @precondition(lambda self: self.state["libbers"])
    @rule(draw=st.data())
    def delete_libber(self, draw: st.DataObject) -> None:
        """A library is gone."""
        name, after = self.some(draw, "libbers"), self.planned()
        del after["libbers"][name]
        self.change(self.send("DELETE", f"/penstock/libbers/{name}"), after)

    @rule(name=st.sampled_from(FOLDERS))
    def make_prompts(self, name: str) -> None:
        """A collection is empty at first."""
        if name not in self.state["prompts"]:
            after = self.planned()
            after["prompts"][name] = {}
            self.change(self.send("POST", "/penstock/prompts", {"folder": name}), after)

    @precondition(lambda self: self.state["libbers"] or self.state["prompts"])
    @rule(draw=st.data(), key=st.sampled_from("abc"), text=TEXTS)
    def save(self, draw: st.DataObject, key: str, text: str) -> None:
        """What is edited in a draft and saved is in the document; a draft is left open or discarded."""
        kind = draw.draw(st.sampled_from([one for one in ("libbers", "prompts") if self.state[one]]))
        name, after = self.some(draw, kind), self.planned()
        after[kind][name][key] = text
        edit = {"key": f"lib:{key}", "value": text}
        if kind == "prompts":
            edit = {"key": f"prompt:{key}", "value": {"value": text}}
        self.change(self._saved(f"/penstock/{kind}/{name}/drafts", edit, keep=draw.draw(st.booleans())), after)

    def _saved(self, drafts: str, edit: dict[str, Any], *, keep: bool) -> Reply:
        opened = self.send("POST", drafts, {})
        if opened.status >= 400:
            return opened
        path = f"{drafts}/{opened.json['id']}"
        edited = self.send("PATCH", path, {"edits": [edit]})
        if edited.status >= 400:
            return edited
        saved = self.send("POST", f"{path}/save", {"revision": edited.json["revision"]})
        if saved.status >= 400 or not keep:
            self.server.subject.application.host.files.calls = _kept(self.server.subject.application.host.files.calls)
            self.send("DELETE", path)
        return saved

    @rule(name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def change_scene(self, name: str, other: str) -> None:
        """A scene is made; one that is there gets another name, or goes where that is its own."""
        scenes, after = self.state["scenes"], self.planned()
        path = f"/penstock/scenes/{quote(name)}"
        if name not in scenes:
            after["scenes"][name] = ""
            self.change(self.send("POST", "/penstock/scenes", {"name": name}), after)
        elif name == other:
            del after["scenes"][name]
            self.change(self.send("DELETE", path), after)
        elif other not in scenes:
            after["scenes"][other] = after["scenes"].pop(name)
            self.change(self.send("PATCH", path, {"name": other}), after)

    @rule(value=st.integers(20, 90))
    def set_size(self, value: int) -> None:
        """A setting has the value that it was given."""
        after = self.planned()
        after["size"] = value
        self.change(self.send("PUT", f"/penstock/settings/{SIZE}", {"value": value}), after)

    @invariant()
    def model_is_store(self) -> None:
        """Everything reads as the model says."""
        if hasattr(self, "server"):
            self.steps.append(1)
            assert self.seen() == self.state

    def seen(self) -> State:
        """Everything, as the server tells it."""
        pools = {one["id"]: self._slots(one["id"]) for one in self._got("/penstock/pools")["pools"]}
        libbers = {one["name"]: one for one in self._got("/penstock/libbers")["libbers"]}
        scenes = {one["name"]: "" for one in self._got("/penstock/scenes")["scenes"] if one["name"] not in FOLDERS}
        folders = {one["folder"] for one in self._got("/penstock/prompts")["collections"]} & set(FOLDERS)
        return {
            "pools": pools,
            "libbers": {name: self._got(f"/penstock/libbers/{name}")["libs"] for name in libbers},
            "prompts": {one: self._prompts(one) for one in folders},
            "scenes": scenes,
            "size": self._got(f"/penstock/settings/{SIZE}")["value"],
        }

    def _slots(self, pool: str) -> list[list[str]]:
        return [[slot["id"], slot["label"]] for slot in self._got(f"/penstock/pools/{pool}/slots")["slots"]]

    def _prompts(self, folder: str) -> dict[str, str]:
        found = self._got(f"/penstock/prompts/{folder}")["prompts"]
        return {name: prompt["value"] for name, prompt in found.items()}

    def _got(self, path: str) -> Any:
        reply = self.server.get(path)
        assert reply.status == 200, reply
        return reply.json


def _kept(calls: Any) -> Any:
    """A bad disk stays bad for the model, and lets everything through."""
    return FaultyCalls() if isinstance(calls, FaultyCalls) else calls


def test_all_stores_are_what_was_acknowledged(figure: Callable[..., None]) -> None:
    """Pools, libbers, prompts, scenes and settings over HTTP are the model after every step."""

    class Machine(StoresMachine):
        steps: ClassVar[list[int]] = []

    size = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] if not NIGHTLY else list(Phase),
    )
    run_state_machine_as_test(Machine, settings=size)
    figure("G9", "stores beside one model, over HTTP", len(Machine.steps), "steps")
