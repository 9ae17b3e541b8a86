"""Every Python block runs. Blocks of a page share their names in order, as if they were typed into one session.

A block with hooks is a plugin: it is loaded into a Penstock of its own, takes part and has no faults. `my_plugin` is
the last plugin of the page. Functions called `test_...` are run as tests, with Penstock's fixtures.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.registry import Status

from .pages import PAGES, ROOT, Block, blocks_of

Start = Callable[..., Application]


def ran(
    page: Path, folder: Path, patch: pytest.MonkeyPatch, until: int | None = None
) -> Iterator[tuple[Block, ModuleType]]:
    """Run the blocks of a page up to that at line `until`; yields each with the module that it made."""
    names: dict[str, Any] = {"my_plugin": ModuleType("my_plugin")}
    for block in blocks_of(page):
        if block.language != "python" or block.not_run or block.file:
            continue
        module = ModuleType(_module_name(block))
        known = {name: value for name, value in names.items() if not name.startswith("penstock_") and name != "PLUGIN"}
        vars(module).update(known, __file__=str(folder / f"{module.__name__}.py"))
        patch.setitem(sys.modules, module.__name__, module)
        exec(compile(block.text, block.name, "exec"), vars(module))
        names.update({name: value for name, value in vars(module).items() if not name.startswith("__")})
        if _hooks(vars(module)):
            names["my_plugin"] = module
        yield block, module
        if block.line == until:
            return


def _module_name(block: Block) -> str:
    first = block.text.partition("\n")[0]
    if first.startswith("# ") and first.endswith(".py"):
        return Path(first.removeprefix("# ")).stem
    return f"{block.page.stem.replace('-', '_')}_{block.line}"


def _hooks(names: dict[str, Any]) -> list[str]:
    return [name for name, value in names.items() if name.startswith("penstock_") and hasattr(value, "penstock_impl")]


def _make_web(module: ModuleType) -> None:
    """The browser modules that stand on the page as blocks of their own, or in the folder of the example."""
    web = getattr(getattr(module, "PLUGIN", None), "web", None)
    if web is not None:
        folder = Path(str(module.__file__)).parent / web
        folder.mkdir(exist_ok=True)
        (folder / "index.js").touch()


def pages() -> list[Path]:
    """Those with Python; each example of hooks.md is run alone, in test_hook_examples.py."""
    found = [page for page in PAGES if page.name != "hooks.md"]
    return [page for page in found if any(block.language == "python" and not block.file for block in blocks_of(page))]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_blocks_of_a_page_run(
    page: Path, tmp_path: Path, penstock_application: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, in order; each that has hooks is a plugin that takes part without a fault."""
    for block, module in ran(page, tmp_path, monkeypatch):
        if _hooks(vars(module)):
            _make_web(module)
            application = penstock_application(module)
            name = getattr(getattr(module, "PLUGIN", None), "name", module.__name__)
            (entry,) = (one for one in application.registry.plugins() if one.plugin.name == name)
            assert entry.status is Status.ACTIVE, f"{block.name}: {entry.reason}"
            assert not entry.faults, f"{block.name}: {entry.faults}"
            application.stop()


def page_tests() -> list[tuple[Block, str]]:
    """Every test function of every block."""
    found = []
    for page in pages():
        for block in blocks_of(page):
            if block.language == "python" and not block.not_run and not block.file:
                tree = ast.parse(block.text)
                tests = [one.name for one in tree.body if isinstance(one, ast.FunctionDef)]
                found += [(block, name) for name in tests if name.startswith("test_")]
    return found


@pytest.mark.parametrize(("block", "name"), page_tests(), ids=lambda one: getattr(one, "name", one))
def test_the_tests_of_a_page_pass(
    block: Block, name: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Penstock's fixtures, after all that stands above them."""
    *_, (_, module) = ran(block.page, tmp_path, monkeypatch, block.line)
    test = vars(module)[name]
    parameters = test.__code__.co_varnames[: test.__code__.co_argcount]
    test(**{one: request.getfixturevalue(one) for one in parameters})
