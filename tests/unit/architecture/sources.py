"""Python sources as tests of the architecture read them: which modules they import, whose private names they use."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

OWN = ("self", "cls")
PROMISED = {"_replace", "_asdict", "_fields", "_make"}
"""Python's public methods of named tuples."""


def is_private(name: str) -> bool:
    """One underscore; names with two at both ends are Python's, or public (`__version__`)."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__")) and name not in PROMISED


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a module: several tests look at each."""
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """A module as messages name it."""
    return path.relative_to(ROOT).as_posix()


def by_folder(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The modules of each layer and of each plugin: one test for all of them, since a test costs more than a look."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(paths):
        found["/".join(path.relative_to(ROOT).parts[:-1][:2])].append(path)
    return dict(found)


def imported(tree: ast.AST, package: str = "") -> Iterator[tuple[str, str]]:
    """`(module, name)` of every import, wherever it stands; `name` is empty for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parts, *(node.module or "").split(".")]).strip(".")
            yield from ((module, alias.name) for alias in node.names)


def private_uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each private name of another module or object; what the file itself defines is its own."""
    own = set(_defined(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            parts = [part for part in (node.module or "").split(".") if part != "__future__"]
            yield from ((node.lineno, alias.name) for alias in node.names if is_private(alias.name))
            yield from ((node.lineno, part) for part in parts if is_private(part))
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, part) for one in node.names for part in one.name.split(".") if is_private(part))
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            if not (isinstance(node.value, ast.Name) and node.value.id in OWN):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr", "vars"):
            named = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from ((node.lineno, ast.unparse(node)) for one in named if is_private(one))


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) in OWN:
            yield node.attr
