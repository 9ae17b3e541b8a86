"""What is wrong with the hooks of a plugin, in words for its author. Imported where that is asked."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from .hooks.markers import PROJECT, HookKind, kind_of
from .plugin import Plugin, folder_of

PAGE: Final = "docs/hooks.md"
"""The page with all hooks."""
_PREFIX: Final = "penstock_"


def unknown_hooks(names: Iterable[str], known: Collection[str]) -> str:
    """What is said of implementations of hooks that nobody declares."""
    return f"implements unknown hooks: {', '.join(_meant(name, known) for name in names)}; {PAGE} names all hooks"


def _meant(name: str, known: Collection[str]) -> str:
    words = {one.removeprefix(_PREFIX): one for one in sorted(known)}  # what all begin with makes none alike
    near = get_close_matches(name.removeprefix(_PREFIX), words, n=1, cutoff=0.7)
    return f"{name} (did you mean {words[near[0]]}?)" if near else name


def wrong_arguments(module: object, names: Iterable[str], specs: Mapping[str, Callable[..., Any]]) -> str:
    """Which of the implementations `names` ask for what their hook does not give; empty where none does."""
    found = []
    for name in names:
        given, asked = _asked(specs[name]), _asked(getattr(module, name))
        if not set(asked) <= set(given):
            found.append(f"{name} takes ({', '.join(given)}), not ({', '.join(asked)})")
    return "; ".join(found)


def _asked(function: Callable[..., Any]) -> tuple[str, ...]:
    """The arguments without a default, but for those that Python itself gives; `*, name` for one by name alone."""
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    asked = [one for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    by_name = [f"*, {one.name}" for one in asked if one.kind is one.KEYWORD_ONLY]
    return (*(one.name for one in asked if one.kind in places), *by_name)


def never_run(module: object, names: Iterable[str], specs: Mapping[str, Callable[..., Any]]) -> str:
    """Which implementations Penstock could call and never run, empty where there are none."""
    functions = {name: getattr(module, name) for name in names}
    yielding = [name for name, one in functions.items() if _only_yields(one, specs[name])]
    wrapping = [name for name, one in functions.items() if _wraps(one)]
    by_name = [name for name, one in functions.items() if any(asked[0] == "*" for asked in _asked(one))]
    if wrapping:
        return f"wrappers of hooks are not called: {', '.join(wrapping)}"
    if yielding:
        return f"only collect hooks yield: {', '.join(yielding)}"
    return wrong_arguments(module, by_name, specs)


def _only_yields(function: Callable[..., Any], spec: Callable[..., Any]) -> bool:
    return inspect.isgeneratorfunction(function) and kind_of(spec) is not HookKind.COLLECT


def _wraps(function: Callable[..., Any]) -> bool:
    options = getattr(function, f"{PROJECT}_impl", {})
    return bool(options.get("wrapper") or options.get("hookwrapper"))


def unmarked(module: object, implemented: Collection[str], known: Collection[str]) -> str:
    """Which functions have the name of a hook and no `@hookimpl`, so that they are never called; empty without one.

    Specs (a plugin may import them, or declare its own beside its hooks) are none.
    """
    there = sorted((set(dir(module)) & set(known)) - set(implemented))
    plain = [name for name in there if _is_plain(getattr(module, name, None))]
    if not plain:
        return ""
    are, they = ("is", "it is") if len(plain) == 1 else ("are", "they are")
    return f"{', '.join(plain)} {are} not marked with @hookimpl, so {they} never called"


def _is_plain(value: object) -> bool:
    return callable(value) and not hasattr(value, "penstock_kind")


def missing_web(plugin: Plugin, module: object) -> str:
    """What of the folder of browser modules is not there, empty where it is, or none is named. Looks at the disk."""
    if plugin.web is None:
        return ""
    beside = folder_of(module)
    folder = (beside or Path()) / plugin.web
    if beside is None or not folder.is_dir():
        return f"web={plugin.web!r} names no folder beside the module, so that the pages lack what it brings"
    if not (folder / "index.js").is_file():
        return f"there is no index.js in its web folder {plugin.web!r}, so that the pages lack what it brings"
    return ""


def no_collection(hook: str, made: object, wanted: str) -> str:
    """What is said of a collect hook that gave `made`, where several `wanted` are expected."""
    if made is None:
        what = "None"
    elif type(made).__name__ == wanted:
        what = f"one {wanted}"
    else:
        kind = type(made).__name__
        what = f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
    return f"{hook} gave {what}: return a list of {wanted}s, or yield them"
