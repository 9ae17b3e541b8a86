"""Functions that texts may name behind a reference, `%key|upper%`: plugins bring them, libbers apply them."""

import hashlib
import inspect
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from types import MappingProxyType
from typing import Final

from attrs import field

from .faults import FaultLog
from .slowness import SLOW_CALL, Slowness
from .values import frozen

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""What can be neither stored nor sent."""


def _valid_name(_instance: object, _attribute: object, value: str) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError(
            f"{value!r:.100} is no name for a text function: 1 to 31 of a-z, 0-9 and _, beginning with a letter"
        )


def _valid_run(_instance: object, _attribute: object, value: Callable[[str], str]) -> None:
    if not callable(value) or inspect.iscoroutinefunction(value):
        raise TypeError(f"{value!r:.100} is no function of a text: a plain function is expected, never async")


def _valid_summary(_instance: object, _attribute: object, value: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.100} is no summary: a text is expected")


@frozen(kw_only=True)
class TextFunction:
    """A function that texts name as `%key|name%`; `summary` is one sentence for people who choose one.

    `run` is given the text of the snippet, its own references replaced, and returns another one. It depends on nothing
    but that text, since results are kept; it is called on any thread, on several at once. One that raises or returns no
    text leaves the reference as it is written. Wrong fields are a `ValueError` or a `TypeError`.
    """

    name: str = field(validator=_valid_name)
    run: Callable[[str], str] = field(validator=_valid_run)
    summary: str = field(default="", validator=_valid_summary)


class TextFunctions:
    """The text functions of all plugins. A service; safe on any thread.

    `found` are functions with the names of their plugins; `releases` say by plugin what its functions depend on (its
    version), `guests` are third parties, whose slow functions are told.
    """

    def __init__(
        self,
        found: Iterable[tuple[str, TextFunction]] = (),
        faults: FaultLog | None = None,
        releases: Mapping[str, str] = MappingProxyType({}),
        guests: frozenset[str] = frozenset(),
    ) -> None:
        self._by_name = {one.name: (plugin, one) for plugin, one in found}
        self._faults = faults or FaultLog()
        self._slowness = Slowness(self._faults, guests)
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        lines = (f"{name} {plugin} {releases.get(plugin, '')}" for name, (plugin, _) in sorted(self._by_name.items()))
        self.signature: Final = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        """Changes with the functions that there are, their plugins and the plugins' versions: for fingerprints."""
        self.names: Final = tuple(sorted(self._by_name))
        """The names of all functions, sorted."""

    def listed(self) -> tuple[tuple[str, TextFunction], ...]:
        """`(plugin, function)` by the names of the functions."""
        return tuple(self._by_name[name] for name in self.names)

    def apply(self, name: str, text: str) -> str | None:
        """What the function of this name makes of `text`; None where it fails, which is told as a fault of its plugin.

        A fault is told once for each function and kind of error: a text is made anew with every key that is pressed.
        `KeyError` for a name that there is no function of.
        """
        plugin, function = self._by_name[name]
        began = perf_counter()
        try:
            made: object = function.run(text)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # sys.exit() or a cancelled task in a plugin ends no run
            if self._is_new(name, type(error).__name__):
                self._faults.add(plugin, f"text function {name}", error)
            return None
        finally:
            if (took := perf_counter() - began) > SLOW_CALL:
                self._slowness.tell(plugin, f"text function {name}", took)
        if isinstance(made, str) and (str.isascii(made) or not _LONE_SURROGATE.search(made)):
            return str.__str__(made)  # of a subclass the plain text
        if self._is_new(name, "no text"):
            what = "half a character" if isinstance(made, str) else type(made).__name__
            self._faults.report(plugin, f"text function {name}", f"{name} returned no text but {what}")
        return None

    def _is_new(self, name: str, kind: str) -> bool:
        with self._lock:
            is_new = (name, kind) not in self._told
            self._told.add((name, kind))
            return is_new
