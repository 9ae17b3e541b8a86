"""The page of events: every one with its fields, its hook and what a browser gets."""

import inspect
import json
import typing
from itertools import groupby

import attrs

from penstock.core.events.base import Event, event_types
from penstock.core.hooks import PHASES
from penstock.core.wire import message_of

from .samples import sample
from .words import cell, code, docstring, head, table, type_text


def page() -> str:
    """The whole page, by the module that declares them."""
    bundled = [one for one in event_types() if one.__module__.startswith("penstock.core.events.")]
    told = sorted((one for one in bundled if _is_told(one)), key=lambda one: (one.__module__, one.name))
    parts = [head("events")]
    for module, group in groupby(told, lambda one: one.__module__.rpartition(".")[2]):
        parts.append(f"\n## {module.capitalize()}\n")
        parts += [_event(one) for one in group]
    return "".join(parts)


def _is_told(kind: type[Event]) -> bool:
    return any(hasattr(phase, f"penstock_{kind.name}") for phase in PHASES)


def _event(kind: type[Event]) -> str:
    hints = typing.get_type_hints(kind)
    own = [one for one in attrs.fields(kind) if one.name not in ("epoch", "seq")]
    rows = [(f"`{one.name}`", code(type_text(hints[one.name])), _default(one)) for one in own]
    hook = f"penstock_{kind.name}"
    message, data = message_of(sample(kind))
    shown = json.dumps(data, indent=2, ensure_ascii=False)
    return (
        f"\n### {kind.__name__}\n\n{docstring(kind)}\n\nHook [`{hook}`](../hooks.md#{hook}), message `{message}`.\n\n"
        f"{table(('field', 'type', 'default'), rows)}\n```json\n{shown}\n```\n"
    )


def _default(one: "attrs.Attribute[object]") -> str:
    if one.default is attrs.NOTHING:
        return ""
    if isinstance(one.default, attrs.Factory):  # type: ignore[arg-type]
        return "empty"
    return code(repr(one.default)) if not inspect.isclass(one.default) else cell(str(one.default))
