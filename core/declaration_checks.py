"""What is wrong with a third party's declaration, in words for its author. Imported where a third party takes part.

Looked at is what nobody would notice before a run, a request or a change of settings; nothing is imported for it.
"""

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, get_args

from .later import Later
from .nodes import InputSpec, NodeSpec, OutputSpec
from .routes import Method, RouteSpec
from .settings import SettingSpec

_METHODS: Final = get_args(Method)
_KNOWN_TYPES: Final = frozenset(
    (
        *("IMAGE", "MASK", "INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "LATENT", "MODEL", "CLIP", "VAE", "SAMPLER"),
        *("CONDITIONING", "CONTROL_NET", "CLIP_VISION", "CLIP_VISION_OUTPUT", "STYLE_MODEL", "UPSCALE_MODEL", "GLIGEN"),
        *("SIGMAS", "GUIDER", "NOISE", "AUDIO", "VIDEO", "WEBCAM"),
    )
)
_NODE_ID: Final = re.compile(r"[^\s/\\{}?#%](?:[^\r\n\t/\\{}?#%]*[^\s/\\{}?#%])?")
_SETTING_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_PLACEHOLDERS: Final = re.compile(r"(\{[_a-zA-Z][^{}]*(?:\{[^{}]*\}[^{}]*)*\})")
_PLACEHOLDER: Final = re.compile(r"\{([_a-zA-Z][_a-zA-Z0-9]*)(?::(.+))?\}")
_LITERAL: Final = re.compile(r"[^\s{}?#]*")


def wrong_with(plugin: str, spec: object) -> str:
    """Why `plugin` cannot bring `spec`, as one line that names the declaration; empty where it can."""
    check = _CHECKS.get(type(spec))
    return check(plugin, spec) if check else ""


def _node(_plugin: str, spec: NodeSpec) -> str:
    if not isinstance(spec.id, str) or not _NODE_ID.fullmatch(spec.id) or not spec.id.isprintable():
        return f"the id {spec.id!r:.80} of a node is none: text without / \\ {{ }} ? # % and blanks at its ends"
    name = f"the node {spec.id}"
    for what, kind, places in (("input", InputSpec, spec.inputs), ("output", OutputSpec, spec.outputs)):
        if not isinstance(places, (tuple, list)) or not all(isinstance(one, kind) for one in places):
            return f"{name}: {what}s takes a tuple of {kind.__name__}s"
        if twice := _twice(str(one.id) for one in places):
            return f"{name} has two {what}s called {', '.join(twice)}"
        for one in places:
            if said := _type(one.type):
                return f"{name}: the {what} {one.id} {said}"
    run: object = spec.run  # nothing has checked what it is
    if not callable(run):
        return f"{name}: run takes a function, not {run!r:.80}"
    return _run(name, spec)


def _type(name: object) -> str:
    """Types of other packs are what those call them; ComfyUI's own, and what has no capital at all, is a slip."""
    if not isinstance(name, str) or not name.strip():
        return f"has the type {name!r:.80}, which is no name of one"
    for one in name.split(","):
        if (one != one.upper() and one.upper() in _KNOWN_TYPES) or (one.islower() and one.isidentifier()):
            return f"has the type {one!r}: types are written in capitals, {one.upper()}"
    return ""


def _run(name: str, spec: NodeSpec) -> str:
    """Whether `run(call, **inputs)` can be called, where the function is at hand."""
    signature = _signature(spec.run)
    if signature is None:
        return ""
    ids = [one.id for one in spec.inputs]
    try:
        signature.bind(None, **dict.fromkeys(ids))
    except TypeError as error:
        wanted = ", ".join(["call", *ids])
        return f"{name}: run takes {signature.replace(return_annotation=signature.empty)}, not ({wanted}): {error}"
    return ""


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    """The names and defaults alone, None where nothing is known without an import."""
    if isinstance(function, Later):
        return None
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    return found.replace(parameters=[one.replace(annotation=one.empty) for one in found.parameters.values()])


def _route(_plugin: str, spec: RouteSpec) -> str:
    name = f"the route {spec.name}"
    if spec.method not in _METHODS:
        near = get_close_matches(str(spec.method).upper(), _METHODS, n=1)
        meant = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(_METHODS)}"
        return f"{name} has the method {spec.method!r:.80}: {meant}"
    if not str(spec.path).startswith("/" if spec.legacy else "/penstock/"):
        return f"{name} has the path {spec.path!r:.80}: paths begin with /penstock/ (those of another system: legacy)"
    if spec.is_loaded and (not callable(spec.handler) or inspect.iscoroutinefunction(spec.handler)):
        return f"{name}: handler takes a plain function, never async"
    said = _placeholders(spec.path)
    return f"{name} has the path {spec.path!r:.200}: {said}" if said else ""


def _placeholders(path: str) -> str:
    names = []
    for place, part in enumerate(_PLACEHOLDERS.split(path)):
        if place % 2 == 0:
            if not _LITERAL.fullmatch(part):
                return f"{part!r:.80} cannot be part of a path; names stand in braces, as in {{pool}}"
            continue
        found = _PLACEHOLDER.fullmatch(part)
        if found is None:
            return f"{part} is no placeholder: {{name}} or {{name:regular expression}}"
        names.append(found[1])
        try:
            re.compile(found[2] or "")
        except re.error as error:
            return f"{part} has no regular expression: {error}"
    twice = _twice(names)
    return f"{', '.join(twice)} stands in it twice" if twice else ""


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _setting(plugin: str, spec: SettingSpec) -> str:
    prefix = f"{plugin}."
    if not isinstance(spec.id, str) or not spec.id.startswith(prefix):
        last = str(spec.id).rpartition(".")[2]
        return f"the id {spec.id!r:.80} of a setting does not begin with {prefix!r}: {(prefix + last)!r:.140}"
    if not _SETTING_NAME.fullmatch(spec.id.removeprefix(prefix)):
        return f"the id {spec.id!r:.80} of a setting has other characters than letters, digits, '_', '-' and '.'"
    return ""


_CHECKS: Final[Mapping[type, Callable[[str, Any], str]]] = MappingProxyType(
    {NodeSpec: _node, RouteSpec: _route, SettingSpec: _setting}
)
