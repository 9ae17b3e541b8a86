"""Code that people copy uses only what is promised: the examples, the generated project, the documentation."""

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from penstock.adapters.standalone.new_plugin import new_plugin
from penstock.core.files import Files

from .sources import imported, private_uses

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = ("penstock", "penstock.core")
FOR_TESTS = ("testing-plugins.md", "s3-pools.md")
"""Pages that use the test kit outside of tests: about itself, and for a store that nobody would keep pools in."""
TESTS_TOO = (*PUBLIC, "penstock.adapters.testing")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^( *)```(python|js)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
JS_PUBLIC = re.compile(r"\.{1,2}/(?!\.\./\.\./)|/penstock/web/library/|(?:\.\./)+scripts/|/scripts/")
INTERNAL_PAGES = {"architecture.md", "engine.md"}
"""Pages for whoever changes Penstock itself."""


def is_public(module: str, name: str, *, for_tests: bool) -> bool:
    """Whether a plugin may import that."""
    if module.split(".")[0] != "penstock":
        return True
    if module == "penstock":
        return name not in ("adapters", "plugins", "web")
    return any(module == one or module.startswith(f"{one}.") for one in (TESTS_TOO if for_tests else PUBLIC)[1:])


def faults(source: str, *, for_tests: bool) -> Iterator[str]:
    """What a plugin could not rely on."""
    tree = ast.parse(source)
    for module, name in imported(tree):
        if not is_public(module, name, for_tests=for_tests):
            yield f"{module} {name}".strip()
    yield from (used for _, used in private_uses(tree))


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Every fenced block of the pages for users and authors, with its page."""
    for page in PAGES:
        if page.name not in INTERNAL_PAGES:
            for found in FENCED.finditer(page.read_text(encoding="utf-8")):
                if found[2] == language:
                    yield page.name, textwrap.dedent(found[3])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as `penstock plugins new` writes it."""
    return new_plugin("my_captions", tmp_path_factory.mktemp("new"), Files())


def python_faults(folder: Path) -> dict[str, list[str]]:
    """By file, for those that have any; files below `tests` may use the test kit."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).parts
        wrong = list(faults(path.read_text(encoding="utf-8"), for_tests="tests" in parts))
        if wrong:
            found["/".join(parts)] = wrong
    return found


def js_faults(folder: Path) -> list[str]:
    """Modules that are no promise: what is beside it, and the library, are."""
    return [
        f"{path.name}: {module}"
        for path in sorted(folder.rglob("*.js"))
        for module in JS_IMPORT.findall(path.read_text(encoding="utf-8"))
        if not JS_PUBLIC.match(module)
    ]


@pytest.mark.parametrize("folder", sorted(ROOT.glob("examples/*/pyproject.toml")), ids=lambda path: path.parent.name)
def test_examples_use_what_is_public(folder: Path) -> None:
    """The package; its tests may use the test kit, too."""
    assert python_faults(folder.parent) == {}
    assert js_faults(folder.parent) == []


def test_the_plugin_of_the_promise_uses_what_is_public() -> None:
    """It has all that a plugin may add: see tests/unit/platform."""
    folder = ROOT / "tests/unit/platform/another/penstock_another"
    assert sorted(folder.rglob("*.py"))
    assert python_faults(folder) == {}


def test_the_generated_project_uses_what_is_public(project: Path) -> None:
    """What an author begins with."""
    assert sorted(project.rglob("*.py"))
    assert python_faults(project) == {}
    assert js_faults(project) == []


def test_the_documentation_uses_what_is_public() -> None:
    """Every Python and JavaScript block of the pages for users and authors."""
    wrong = []
    for page, source in blocks("python"):
        for_tests = "def test_" in source or "penstock_application" in source or page in FOR_TESTS
        wrong += [f"{page}: {fault}" for fault in faults(source, for_tests=for_tests)]
    for page, source in blocks("js"):
        wrong += [f"{page}: {module}" for module in JS_IMPORT.findall(source) if not JS_PUBLIC.match(module)]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("from penstock.plugins.pools.store import DiskPoolStore", "penstock.plugins.pools.store DiskPoolStore"),
        ("from penstock import plugins", "penstock plugins"),
        ("import penstock.adapters.http.edge", "penstock.adapters.http.edge"),
        ("from penstock.adapters.testing.fakes import FakeClock", "penstock.adapters.testing.fakes FakeClock"),
        ("from penstock.core.values import _built", "_built"),
        ("print(call.services._by_contract)", "call.services._by_contract"),
        ("getattr(services, '_by_contract')", "getattr(services, '_by_contract')"),
    ],
)
def test_what_is_no_promise_is_found(source: str, fault: str) -> None:
    """The test of the tests: each way round it is seen."""
    assert list(faults(source, for_tests=False)) == [fault]


def test_what_is_promised_is_allowed() -> None:
    """One's own private names, the core, and in tests the kit."""
    own = "class A:\n    def __init__(self):\n        self._a = 1\n    def b(self, other):\n        return other._a"
    assert list(faults(own, for_tests=False)) == []
    assert list(faults("from penstock import hookimpl\nfrom penstock.core.nodes import INT", for_tests=False)) == []
    assert list(faults("from penstock.adapters.testing.fakes import FakeClock", for_tests=True)) == []
