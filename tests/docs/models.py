"""What JSON on the pages claims to be, by the words in `<!-- is: ... -->`: each raises where it is something else."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import build
from penstock.core.contracts.libbers import Libber
from penstock.core.host import Host, HostPaths
from penstock.core.routes import RouteSpec
from penstock.core.wire import decode

from .pages import ROOT

BODY: Final = "body of "
"""`body of POST /penstock/batches` is what that route takes."""


def check(words: str, data: Any) -> None:
    """`Invalid`, `KeyError` or `AssertionError` where `data` is not what `words` say."""
    if words.startswith(BODY):
        body = _routes()[words.removeprefix(BODY)].body
        assert body is not None, words
        decode(body, data)
    else:
        _MODELS[words](data)


@cache
def _routes() -> Mapping[str, RouteSpec]:
    """Every route of the bundled plugins; nothing is started, no folder is touched."""
    paths = HostPaths(**{name: ROOT / "out" / "nowhere" / name for name in ("input", "output", "temp", "user")})
    routes = build(Host(name="docs", paths=paths), plugin_sources(discover=False)).routes
    return {f"{one.method} {one.path}": one for one in routes}


def _graph(data: Any) -> None:
    """A graph in API format: nodes by id, links to nodes that are there."""
    for node in data.values():
        assert set(node) <= {"class_type", "inputs", "_meta"}
        links = [value for value in node["inputs"].values() if isinstance(value, list)]
        assert all(source in data for source, _output in links)


def _libber(data: Any) -> None:
    decode(Libber, {name: value for name, value in data.items() if name != "format"})


_MODELS: Final[Mapping[str, Callable[[Any], object]]] = {"graph": _graph, "libber": _libber}
