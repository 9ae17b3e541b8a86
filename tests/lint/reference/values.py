"""The pages of contracts and declarations: every public class of the core, with its fields or methods."""

import enum
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import attrs

from penstock.core import contracts

from .words import cell, code, docstring, head, table, type_text

DECLARED: Final = (
    "plugin",
    "nodes",
    "routes",
    "settings",
    "commands",
    "services",
    "node_replacements",
    "parameter_rules",
    "text_functions",
    "jobs",
    "host",
    "arrays",
    "errors",
    "wire",
    "files",
    "names",
    "clock",
    "ids",
    "later",
    "dispatch",
    "drafts",
    "draft_values",
    "editing",
    "editing_routes",
    "execution_names",
)
"""The modules that plugins are meant to import, in the order of the page; those that are not there yet are left out."""


def values_page() -> str:
    """Contracts and their values, by module."""
    names = sorted(one.name for one in pkgutil.iter_modules(contracts.__path__))
    modules = [importlib.import_module(f"{contracts.__name__}.{name}") for name in names]
    return head("values") + "".join(map(_module, modules))


def declared_page() -> str:
    """What plugins declare, by module."""
    found = {one.name for one in pkgutil.iter_modules(importlib.import_module("penstock.core").__path__)}
    modules = [importlib.import_module(f"penstock.core.{name}") for name in DECLARED if name in found]
    return head("declarations") + "".join(map(_module, modules))


def _module(module: ModuleType) -> str:
    own = list(_public(module))
    if not own:
        return ""
    said = "".join(_class(one) if isinstance(one, type) else _function(one) for one in own)
    return f"\n## {module.__name__.removeprefix('penstock.')}\n\n{docstring(module)}\n{said}"


def _public(module: ModuleType) -> Iterator[Any]:
    for name, thing in vars(module).items():
        mine = getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
        if mine and (isinstance(thing, type) or inspect.isfunction(thing)):
            yield thing


def _class(kind: type) -> str:
    head = f"\n### {kind.__name__}\n\n{docstring(kind)}\n\n"
    if issubclass(kind, enum.Enum):
        return head + ", ".join(f"`{one.value}`" for one in kind) + "\n"
    if issubclass(kind, BaseException):
        return head + _error(kind)
    return head + (_fields(kind) if attrs.has(kind) else "") + "\n" + _methods(kind)


def _error(kind: type) -> str:
    facts = {name: getattr(kind, name) for name in ("code", "status", "retryable") if hasattr(kind, name)}
    return ", ".join(f"{name} `{value}`" for name, value in facts.items()) + "\n"


def _fields(kind: Any) -> str:
    try:
        hints = typing.get_type_hints(kind)
    except NameError:  # names that only type checkers import
        hints = {}
    fields = [one for one in attrs.fields(kind) if one.alias and not one.name.startswith("__")]
    rows = [
        (f"`{one.alias}`", code(type_text(hints.get(one.name, one.type))), _default(one.default))
        for one in fields
        if one.init
    ]
    return table(("field", "type", "default"), rows)


def _default(default: Any) -> str:
    if default is attrs.NOTHING:
        return ""
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return "empty" if default.factory in (dict, list, tuple, set, frozenset) else "made anew"
    return code(repr(default)) if isinstance(default, str | int | float | bool | tuple | None) else cell(str(default))


def _methods(kind: type) -> str:
    found = [(name, one) for name, one in vars(kind).items() if not name.startswith("_")]
    rows = []
    for name, one in found:
        plain = one.fget if isinstance(one, property) else getattr(one, "__func__", one)
        if inspect.isfunction(plain):
            said = name if isinstance(one, property) else f"{name}{_signature(plain)}"
            rows.append((code(said), cell(docstring(plain))))
    return table(("", "says"), rows)


def _function(function: Any) -> str:
    said = code(function.__name__ + _signature(function))
    return f"\n### {function.__name__}\n\n{said}\n\n{docstring(function)}\n"


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    parts = []
    for one in signature.parameters.values():
        if one.name == "self":
            continue
        kind = "" if one.annotation is inspect.Parameter.empty else f": {type_text(one.annotation)}"
        star = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(one.kind, "")
        default = "" if one.default is inspect.Parameter.empty else f" = {_short(one.default)}"
        parts.append(f"{star}{one.name}{kind}{default}")
    answer = signature.return_annotation
    return f"({', '.join(parts)})" + ("" if answer is inspect.Signature.empty else f" -> {type_text(answer)}")


def _short(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float | bool | tuple | None) else "..."
