"""The house keeps its order: arrows, sizes, names, packages."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import ROOT, by_folder, parsed, shown

PRODUCT = ("core", "plugins", "adapters")
HOSTS = ("server", "comfy", "comfy_api", "comfy_execution", "folder_paths", "nodes")
BANNED = {
    "core": ("torch", "PIL", "numpy", "aiohttp", "sqlalchemy", "alembic", "click", "rich", *HOSTS),
    "plugins": ("torch", "aiohttp", "click", "rich", *HOSTS),
    "adapters": (),
}
ALLOWED = {"core/arrays.py": "numpy", "plugins/runs/comfy": "aiohttp", "plugins/pools_s3": "aiohttp"}
"""What a module or a package may import all the same: clients of ComfyUI and of object stores use the network."""

LAZY = ("torch", "PIL", "numpy", "aiohttp", "sqlalchemy")


def modules() -> list[Path]:
    return sorted(path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py"))


FOLDERS = by_folder(modules())


def absolute(path: Path, node: ast.ImportFrom) -> str:
    """The full name of the module that a `from` import names."""
    package = ["penstock", *path.relative_to(ROOT).parts[:-1]]
    base = package[: len(package) - node.level + 1] if node.level else []
    return ".".join([*base, *(node.module or "").split(".")]).strip(".")


def imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    tree = parsed(path)
    nodes = tree.body if top_level else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = absolute(path, node)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_follow_the_arrows(folder: str) -> None:
    """web -> adapters -> core <- plugins, and no plugin imports a sibling."""
    for path in FOLDERS[folder]:
        follow_the_arrows(path)


def follow_the_arrows(path: Path) -> None:
    """Fails for the first import of a module that does not."""
    layer, *rest = path.relative_to(ROOT).parts
    allowed = ALLOWED.get("/".join((layer, *rest)), ALLOWED.get("/".join((layer, *rest[:-1]))))
    file = shown(path)
    for name in imports(path):
        for banned in BANNED[layer]:
            assert not is_below(name, banned) or banned == allowed, f"{file}: {layer} imports {name}"
        if layer == "core":
            assert not is_below(name, "penstock.plugins"), f"{file}: {name}"
            assert not is_below(name, "penstock.adapters"), f"{file}: {name}"
        if layer == "plugins":
            assert not is_below(name, "penstock.adapters"), f"{file}: {name}"
            if is_below(name, "penstock.plugins") and name.count(".") >= 2:
                assert is_below(name, f"penstock.plugins.{rest[0]}"), f"{file} imports its sibling {name}"
        if layer == "adapters" and name.startswith("penstock.plugins."):
            assert rest[0] in ("testing", "standalone"), f"{file}: adapters know plugins by name only: {name}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("plugins/*/__init__.py")), ids=lambda path: path.parent.name)
def test_loading_a_plugin_imports_nothing_heavy(path: Path) -> None:
    """A plugin's __init__ holds hook implementations; heavy libraries wait until they are needed."""
    assert not [name for name in imports(path, top_level=True) if name.split(".")[0] in LAZY]


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_and_functions_stay_small_and_are_named_for_what_they_hold(folder: str) -> None:
    """350 lines a file, 50 a function, no catch-all module, no exception swallowed."""
    for path in FOLDERS[folder]:
        stay_small(path)


def stay_small(path: Path) -> None:
    """Fails for the first thing in a module that is too large, called wrongly, or swallows exceptions."""
    file = shown(path)
    assert path.read_text(encoding="utf-8").count("\n") < 350, file
    assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc"), file
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{file}: {node.name}"
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id.endswith("Exception"))
            swallowed = all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
            assert not (broad and swallowed), f"{file}:{node.lineno}"


def test_the_packages_that_are_shipped_are_those_in_the_tree() -> None:
    """A package that is not listed would be missing from the wheel."""
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {"penstock"} | {
        ".".join(["penstock", *path.parent.relative_to(ROOT).parts])
        for folder in PRODUCT
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert found == listed


def test_requirements_are_what_comfyui_lacks() -> None:
    """requirements.txt (read by ComfyUI-Manager) says the same as pyproject.toml, and never torch."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (ROOT / "requirements.txt").read_text().splitlines() == project["dependencies"]
    everything = str(project["dependencies"]) + str(project["optional-dependencies"])
    assert "torch" not in everything


def test_the_version_is_said_once() -> None:
    """pyproject.toml and the public face name the same version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f'__version__ = "{version}"' in (ROOT / "__init__.py").read_text()


def test_only_one_module_changes_files() -> None:
    """Mutating file calls stand in core/files.py and file_calls.py alone (sqlite3 and Pillow get a handle)."""
    pattern = re.compile(
        r"\bos\.(replace|rename|unlink|remove|rmdir|mkdir|makedirs|link|symlink|truncate)\(|shutil\.(rmtree|move|copy)"
        r"|\.write_(bytes|text)\(|\.(unlink|rmdir|mkdir|touch)\(|(?<!profiles)(?<!libbers)(?<!libraries)(?<!scenes)\.rename\("
    )
    changers = {ROOT / "core" / "files.py", ROOT / "core" / "file_calls.py"}
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules()
        if path not in changers and path.relative_to(ROOT).parts[:2] != ("adapters", "testing")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert offenders == []
