"""Workflows of ComfyUI's own templates, with values drawn by chance, on a real ComfyUI that validates them."""

import json
import random
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen
from live_client import LiveClient

LARGEST_SEED = 2**64 - 1
LACKING = frozenset({"value_not_in_list", "custom_validation_failed"})
"""What ComfyUI says of files that this machine lacks: models, pictures."""

Fault = tuple[str, str, str]
"""Node, input and kind."""


def templates() -> list[Path]:
    """The files of the templates, the smallest first; none where the package is not installed."""
    spec = find_spec("comfyui_workflow_templates_json")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(spec.submodule_search_locations[0]) / "templates"
    found = [path for path in folder.glob("*.json") if not path.stem.startswith("index")]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


WIDGETS = frozenset({"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"})


def choosers_of_links(schemas: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Class and input of each widget that has a choice for which another node must be linked."""
    return {
        (name, field)
        for name, schema in schemas.items()
        for kinds in (schema["input"].get(part) or {} for part in ("required", "optional"))
        for field, said in kinds.items()
        if _needs_links(said)
    }


def _needs_links(said: Any) -> bool:
    options = said[1].get("options") if len(said) > 1 and isinstance(said[1], dict) else None
    if not isinstance(said[0], str) or "DYNAMICCOMBO" not in said[0] or not isinstance(options, list):
        return False
    inner = [one for option in options for one in (option["inputs"].get("required") or {}).values()]
    return any(_is_socket(one) or _needs_links(one) for one in inner)


def _is_socket(said: Any) -> bool:
    return isinstance(said[0], str) and said[0] not in WIDGETS and "DYNAMICCOMBO" not in said[0]


@frozen
class Drawn:
    """Values by chance, always the same for one name; `leaving` are classes and inputs that keep their values."""

    random: random.Random
    leaving: set[tuple[str, str]]

    def of(self, form: Mapping[str, Any], prompt: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each parameter that takes one of its own."""
        lists = form["option_lists"]
        drawn = (
            (one["address"], self._value(one, lists[one["options"]] if one["options"] is not None else ()))
            for one in form["parameters"]
            if not one["multiple"] and not self._leaves(one["targets"], prompt)
        )
        return {address: value for address, value in drawn if value is not None}

    def _leaves(self, targets: Any, prompt: Mapping[str, Any]) -> bool:
        places = (target.partition(".")[::2] for target in targets)
        return any((prompt[node]["class_type"], field) in self.leaving for node, field in places if node in prompt)

    def _value(self, one: Mapping[str, Any], options: Any) -> Any:
        kind = one["type"]
        if kind in ("integer", "seed"):
            low = max(int(one["minimum"] if one["minimum"] is not None else 0), -(2**63))
            high = min(int(one["maximum"] if one["maximum"] is not None else 1_000), LARGEST_SEED)
            return str(self.random.randint(low, max(low, high)))
        if kind == "float":
            low = float(one["minimum"] if one["minimum"] is not None else 0)
            high = float(one["maximum"] if one["maximum"] is not None else 1)
            return low + (high - low) * self.random.random()
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "text":
            return f"a cat {self.random.random()}, größer 猫"
        return self.random.choice(options) if kind == "select" and options else None


def faults(answer: Any) -> set[Fault]:
    """What ComfyUI says against a prompt; empty where it takes it whole."""
    body = answer.json()
    found = {
        (node, str((error.get("extra_info") or {}).get("input_name", "")), str(error["type"]))
        for node, entry in (body.get("node_errors") or {}).items()
        for error in entry["errors"]
    }
    error = body.get("error")
    if isinstance(error, dict) and not found:
        found.add(("", "", str(error.get("type"))))
    return found


@frozen
class Validator:
    """A ComfyUI whose queue is held up for an hour, by a run that waits: what is sent is validated and taken back."""

    tab: LiveClient

    def __enter__(self) -> "Validator":
        graph = {"1": {"class_type": "LiveLater", "inputs": {"number": 1, "seconds": 3_600.0}}}
        self.tab.queue(graph)
        self.tab.wait_for(lambda one: one["type"] == "executing" and one["data"].get("node") == "1")
        return self

    def __exit__(self, *_error: object) -> None:
        self.tab.request("POST", "/queue", json={"clear": True})

    def of(self, prompt: Mapping[str, Any]) -> set[Fault]:
        """What is wrong with a prompt."""
        answer = self.tab.request("POST", "/prompt", json={"prompt": prompt})
        self.tab.request("POST", "/queue", json={"clear": True})
        return faults(answer)


@frozen
class Checked:
    """A template: how many values were drawn, what is wrong with it as it is, and what the values made wrong."""

    name: str
    values: int
    before: set[Fault]
    after: set[Fault]


def checked(tab: LiveClient, validator: Validator, paths: list[Path]) -> Iterator[Checked]:
    """The templates whose nodes there are. Models and pictures that this machine lacks are no fault of theirs."""
    leaving = choosers_of_links(tab.get("/object_info"))
    for path in paths:
        document = json.loads(path.read_text("utf-8"))
        if not isinstance(document, dict) or "nodes" not in document:
            continue  # an index of the package
        form = tab.request("POST", "/penstock/workflow_forms", json={"workflow": document}).json()
        if form["missing_classes"]:
            continue
        plain = applied(tab, document, {})
        form, values = drawn_values(tab, document, form, Drawn(random.Random(path.name), leaving), plain)
        targets = {one["address"]: set(one["targets"]) for one in form["parameters"]}
        drawn = {target for address in values for target in targets[address]}
        before = validator.of(plain)
        after = validator.of(applied(tab, document, values))
        wrong = {fault for fault in after if fault[2] not in LACKING or f"{fault[0]}.{fault[1]}" in drawn}
        yield Checked(path.name, len(values), {fault for fault in before if fault[2] not in LACKING}, wrong - before)


def drawn_values(
    tab: LiveClient, document: Any, form: Any, drawn: Drawn, plain: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Choices that bring inputs are made first, then there is a form of what they bring; it, and all values."""
    reshaping = [one for one in form["parameters"] if one["reshapes"]]
    choices = drawn.of({**form, "parameters": reshaping}, plain)
    if choices:
        form = tab.request("POST", "/penstock/workflow_forms", json={"workflow": document, "values": choices}).json()
    rest = [one for one in form["parameters"] if one["address"] not in choices]
    return form, choices | drawn.of({**form, "parameters": rest}, plain)


def applied(tab: LiveClient, document: Any, values: Mapping[str, Any]) -> Any:
    """The graph of a document with values."""
    body = {"workflow": document, "values": values}
    answer = tab.request("POST", "/penstock/workflow_prompts", json=body)
    assert answer.status == 200, answer.body[:2_000]
    return answer.json()["prompt"]
