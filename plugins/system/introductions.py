"""What a bundled plugin that is off says of itself: read from its text, because it is not imported."""

import ast
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_TOLD: Final = frozenset({"title", "description", "requires"})


def introduction(module: str) -> Mapping[str, Any]:
    """`title`, `description` and `requires` of the `PLUGIN` of a module, those that are literals. Reads a file."""
    found = find_spec(module)
    if found is None or found.origin is None:
        return {}
    calls = (_introduced(statement) for statement in ast.parse(Path(found.origin).read_bytes()).body)
    call = next((one for one in calls if one is not None), None)
    return {} if call is None else {name: value for name, value in map(_literal, call.keywords) if name in _TOLD}


def _introduced(statement: ast.stmt) -> ast.Call | None:
    """The call in `PLUGIN = Plugin(...)`."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return None
    names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return statement.value if names == ["PLUGIN"] else None


def _literal(keyword: ast.keyword) -> tuple[str, Any]:
    try:
        return keyword.arg or "", ast.literal_eval(keyword.value)
    except ValueError:
        return "", None
