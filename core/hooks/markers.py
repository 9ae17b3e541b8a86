"""The decorators that make a function a hook spec or an implementation, and the kind that each spec has."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

import pluggy

PROJECT: Final = "penstock"

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
hookspec: Final = pluggy.HookspecMarker(PROJECT)

F = TypeVar("F", bound=Callable[..., Any])


class HookKind(StrEnum):
    """Who is called, and what becomes of results and errors."""

    OBSERVE = "observe"
    COLLECT = "collect"
    DECIDE = "decide"


def _mark(kind: HookKind) -> Callable[[F], F]:
    def mark(function: F) -> F:
        function.penstock_kind = kind  # type: ignore[attr-defined]
        return hookspec(function)

    return mark


observe: Final = _mark(HookKind.OBSERVE)
collect: Final = _mark(HookKind.COLLECT)
decide: Final = _mark(HookKind.DECIDE)


def deprecated(*, since: str, instead: str, until: str) -> Callable[[F], F]:
    """Put it above `observe`, `collect` or `decide`: the hook is called as before until release `until`.

    Plugins that implement it are named in the plugin list and in the log, with `since` and what to use `instead`.
    """

    def mark(function: F) -> F:
        function.penstock_deprecated = (  # type: ignore[attr-defined]
            f"deprecated since {since}, gone with {until}: use {instead} instead"
        )
        return function

    return mark


def deprecation_of(spec: Callable[..., Any]) -> str:
    """What is said of a deprecated hook, empty for others."""
    said: str = getattr(spec, "penstock_deprecated", "")
    return said


def kind_of(spec: Callable[..., Any]) -> HookKind:
    """The kind that a hook spec was declared with."""
    kind: HookKind = spec.penstock_kind  # type: ignore[attr-defined]
    return kind
