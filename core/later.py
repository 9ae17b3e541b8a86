"""Names of modules that are imported by their first use: a start pays for what it runs, not for what may be asked for.

Where a module only passes on what another one holds (`routes.py` the handlers and shapes), it says so twice, once for
type checkers and once for the interpreter:

    if TYPE_CHECKING:
        from . import routes_shapes as shapes
    else:
        shapes = later(__package__, "routes_shapes")
"""

from importlib import import_module
from typing import Any, Final, TypeVar

T = TypeVar("T")
_NOTHING: Final = object()


class Later:
    """A class or function of a module that may not be imported yet. Called, it imports it and calls what it names."""

    __slots__ = ("_module", "_name", "_value")

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name, self._value = module, name, _NOTHING

    @property
    def loaded(self) -> bool:
        """Whether it was used before."""
        return self._value is not _NOTHING

    def load(self) -> Any:
        """What it names; raises whatever the import raises, `AttributeError` where the module has no such name."""
        if self._value is _NOTHING:  # two threads at once find the same thing
            self._value = getattr(import_module(self._module), self._name)
        return self._value

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call what it names."""
        return self.load()(*arguments, **named)

    def __repr__(self) -> str:
        return f"<{self._name} of {self._module}>"


class LaterModule:
    """A module that is imported once something of it is used; each attribute is a `Later`."""

    __slots__ = ("_module",)

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Later:
        if name.startswith("__"):  # Python's own questions, as those of copy and pickle
            raise AttributeError(name)
        return Later(self._module, name)


def later(package: str, module: str) -> LaterModule:
    """`module` of `package`, not imported yet."""
    return LaterModule(f"{package}.{module}")


def now(value: T) -> T:
    """`value`, or what it stands for where it is a `Later`."""
    return value.load() if isinstance(value, Later) else value


def is_loaded(value: object) -> bool:
    """Whether `now` has nothing left to import."""
    return not isinstance(value, Later) or value.loaded
