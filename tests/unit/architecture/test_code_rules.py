"""What a pack must never do, read in its syntax: run texts, load pickles, start programs, call the network, use pip."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .sources import imported

ROOT = Path(__file__).resolve().parents[3]
LAYERS = ("core", "plugins", "adapters")
MODULES = [ROOT / "__init__.py", *(path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")))]
SCRIPTS = sorted((ROOT / "web").rglob("*.js"))

RULES = ("S", "ASYNC")
"""Families of ruff that are on: S102, S301, S307, S602 to S607 (exec, pickle, eval, programs) stand in the first."""

ALLOWED_NOQA = {"S101", "S104", "S105", "S311", "S608"}
"""What may be silenced, with its reason beside it: asserts, 0.0.0.0 as a word, brackets, chance, queries."""

CALLS = {
    *("eval", "exec", "compile", "__import__", "breakpoint"),
    *("os.system", "os.popen", "os.startfile", "os.fork", "os.forkpty", "pty.spawn", "tempfile.mktemp"),
    *(
        f"os.{name}{ending}"
        for name in ("exec", "spawn")
        for ending in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")
    ),
    *("pickle.loads", "marshal.loads", "shelve.open", "yaml.load", "yaml.unsafe_load", "ctypes.CDLL"),
}
IMPORTS = {
    *("pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "ctypes", "cffi"),
    *("subprocess", "pty", "multiprocessing", "pip", "ensurepip", "setuptools", "pkg_resources"),
    *("requests", "httpx", "urllib3", "urllib.request", "http.client", "ftplib", "smtplib", "xmlrpc", "telnetlib"),
}
ALLOWED = {
    ("__init__.py", "__import__"): "the package under the name that it was installed with",
    ("adapters/comfyui/own_server.py", "http.client"): "the ComfyUI that it runs in",
    ("adapters/remote_classes.py", "http.client"): "the ComfyUI servers that the user names",
    ("adapters/standalone/remote.py", "http.client"): "as above",
    ("plugins/batches/webhook_sending.py", "http.client"): "the webhooks that the user names",
}
TESTING = ("adapters", "testing")
"""The kit for tests starts servers and kills processes; nothing of the product imports it."""

PRODUCT = [path for path in MODULES if path.relative_to(ROOT).parts[:2] != TESTING]


def forbidden(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of what a module must not do."""
    aliases = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        for alias in getattr(node, "names", [])
        if isinstance(alias, ast.alias) and alias.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            first, dot, rest = name.partition(".")
            name = aliases.get(first, first) + dot + rest
            given = {one.arg: ast.unparse(one.value) for one in node.keywords}
            if name in CALLS or name.removeprefix("builtins.") in CALLS:
                yield node.lineno, name
            if name.endswith(("np.load", "numpy.load")) and given.get("allow_pickle") != "False":
                yield node.lineno, name
            if name.endswith("torch.load") and given.get("weights_only") != "True":
                yield node.lineno, name
            if name.endswith(("asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell")):
                yield node.lineno, name
    for module, name in imported(tree):
        full = f"{module}.{name}".strip(".")
        if any(full == one or full.startswith(f"{one}.") for one in IMPORTS):
            yield 0, full


def test_no_module_does_what_packs_must_not(figure: Callable[..., None]) -> None:
    """No eval, exec, pickle, program, pip or HTTP client of its own in anything that is installed."""
    found = {
        (path.relative_to(ROOT).as_posix(), name): line
        for path in PRODUCT
        for line, name in forbidden(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert {key: line for key, line in found.items() if key not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "what is no longer needed is taken out of the list"
    figure("G22", "modules read for what packs must not do", tried=len(PRODUCT), unit="modules")


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "import builtins\nbuiltins.exec('1')",
        "import os as o\no.system('x')",
        "import pickle",
        "from subprocess import run",
        "import urllib.request",
        "from urllib import request",
        "import numpy as np\nnp.load('x')",
        "import numpy as np\nnp.load('x', allow_pickle=True)",
        "import torch\ntorch.load('x', weights_only=False)",
        "import pip._internal",
    ],
)
def test_each_of_them_would_be_seen(text: str) -> None:
    """The reading finds what it looks for, under another name, too."""
    assert list(forbidden(ast.parse(text)))


def test_product_code_knows_nothing_of_the_kit_for_tests() -> None:
    """What may start programs is never imported by what runs at a user's."""
    for path in PRODUCT:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and "testing" in (node.module or "").split(".")
        ], path


def test_the_linter_looks_for_them_too() -> None:
    """ruff's families are on for the product, nothing in it is silenced but what stands above."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    silenced = {
        code
        for path in PRODUCT
        for line in path.read_text(encoding="utf-8").splitlines()
        for code in re.findall(r"\b(?:S\d{3}|ASYNC\d{3})\b", line.partition("# noqa:")[2])
    }

    assert set(RULES) <= set(lint["select"])
    assert not [code for code in lint["ignore"] if code.startswith(RULES)]
    assert not [path for path in lint["per-file-ignores"] if path.startswith(("core", "plugins", "*"))]
    assert silenced <= ALLOWED_NOQA


def test_no_page_runs_texts_or_calls_elsewhere(figure: Callable[..., None]) -> None:
    """The web app: no eval, no Function, no document.write, and no address of another server in what it asks for."""
    pattern = re.compile(
        r"\beval\s*\(|\bnew Function\s*\(|document\.write|\bset(?:Timeout|Interval)\(\s*[\"'`]"
        r"|(?:fetch|import|WebSocket|EventSource|sendBeacon)\s*\(\s*[\"'`](?:https?:|wss?:)?//"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SCRIPTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []
    assert len(SCRIPTS) > 50
    figure("G22", "scripts read for what pages must not do", tried=len(SCRIPTS), unit="scripts")


def test_nothing_is_hidden_in_texts() -> None:
    """No text of the product is a packed program: none is longer than 400 characters without a blank."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                words = node.value.split()
                assert max(map(len, words), default=0) <= 400, (path, node.lineno)
