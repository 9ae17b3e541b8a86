"""docs/hooks.md: every hook with its kind, thread, errors, since when, by whom it is used, and an example."""

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Final

from penstock.core.hooks import PHASES, HookKind, deprecation_of, kind_of

from .running import application
from .words import head, type_text

_SINCE: Final = re.compile(r"Since (\d+\.\d+)\.\s*")


def page() -> str:
    """The whole page."""
    users = _users()
    return head("hooks") + "".join(_phase(phase, users) for phase in PHASES)


def specs_of(phase: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The hooks of a phase by name, in the order of the file."""
    for name, spec in vars(phase).items():
        if hasattr(spec, "penstock_kind"):
            yield name, spec


def example_of(spec: Callable[..., Any]) -> str:
    """The example of a hook's docstring, empty without one."""
    _, _, example = (inspect.getdoc(spec) or "").partition("Example::")
    return inspect.cleandoc(example) if example else ""


def _users() -> dict[str, list[str]]:
    """The bundled plugins that implement each hook."""
    users: dict[str, list[str]] = {}
    for entry in application().registry.plugins():
        for hook in entry.hooks:
            users.setdefault(hook, []).append(entry.plugin.name)
    return users


def _phase(phase: ModuleType, users: dict[str, list[str]]) -> str:
    title = phase.__name__.rpartition(".")[2].capitalize()
    hooks = "".join(_hook(name, spec, sorted(users.get(name, ()))) for name, spec in specs_of(phase))
    return f"\n## {title}\n\n{inspect.getdoc(phase)}\n{hooks}"


def _hook(name: str, spec: Callable[..., Any], users: list[str]) -> str:
    prose, _, _ = (inspect.getdoc(spec) or "").partition("Example::")
    since = _SINCE.search(prose)
    signature = ", ".join(_argument(one) for one in inspect.signature(spec).parameters.values())
    facts = [
        f"**{kind_of(spec).value}** `{name}({signature})`",
        f"since {since[1]}" if since else "",
        f"gives {_answer(spec)}",
    ]
    if users:
        facts.append(f"used by {', '.join(users)}")
    said = _SINCE.sub("", prose).strip()
    if gone := deprecation_of(spec):
        said = f"{said}\n\n**{gone[0].upper()}{gone[1:]}.**"
    example = f"\n```python\n{example_of(spec)}\n```\n" if example_of(spec) else ""
    return f"\n### {name}\n\n{' · '.join(filter(None, facts))}\n\n{said}\n{example}"


def _argument(one: inspect.Parameter) -> str:
    return f"{one.name}: {type_text(one.annotation)}"


def _answer(spec: Callable[..., Any]) -> str:
    if kind_of(spec) is HookKind.OBSERVE:
        return "nothing"
    return f"`{type_text(inspect.signature(spec).return_annotation)}`"
