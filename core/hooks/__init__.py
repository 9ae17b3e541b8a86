"""Every hook of Penstock, by phase: the table of contents of the product.

- `assembly`: **collect**, once at the start: what a plugin brings along (nodes, routes, services, settings).
- `storage`: **decide**, once at the start: where pools are kept.
- `admission`: **decide**, before a change: the first answer that is not None counts.
- `gates`: **decide** in a person's place, and **observe**.
- `scenes`: **decide** what a picture of a scene is, and **observe**.
- `workflows`: **collect** what plugins know of nodes, and **observe**.
- `pools`, `profiles`, `libbers`, `prompts`, `stories`, `executions`, `runs`, `datasets`, `batches`, `drafts`, `jobs`,
  `plugins`: **observe**, after a change is durable: the result is ignored.

Implement one by giving a plain function (never `async def`) its name and the decorator `hookimpl`.

A phase is imported by its first use: who only wants `hookimpl` does not pay for every event there is.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

from .markers import HookKind as HookKind
from .markers import collect as collect
from .markers import decide as decide
from .markers import deprecated as deprecated
from .markers import deprecation_of as deprecation_of
from .markers import hookimpl as hookimpl
from .markers import kind_of as kind_of
from .markers import observe as observe

_IN_ORDER: Final = (
    "assembly",
    "storage",
    "admission",
    "pools",
    "profiles",
    "gates",
    "libbers",
    "prompts",
    "scenes",
    "stories",
    "executions",
    "datasets",
    "workflows",
    "runs",
    "batches",
    "drafts",
    "jobs",
    "plugins",
)

if TYPE_CHECKING:
    from . import admission as admission
    from . import assembly as assembly
    from . import batches as batches
    from . import datasets as datasets
    from . import drafts as drafts
    from . import executions as executions
    from . import gates as gates
    from . import jobs as jobs
    from . import libbers as libbers
    from . import plugins as plugins
    from . import pools as pools
    from . import profiles as profiles
    from . import prompts as prompts
    from . import runs as runs
    from . import scenes as scenes
    from . import storage as storage
    from . import stories as stories
    from . import workflows as workflows

    PHASES: tuple[ModuleType, ...]
    """The modules that hold hook specs, in the order in which their hooks are first called."""
else:

    def __getattr__(name: str) -> object:
        if name == "PHASES":
            return tuple(import_module(f".{phase}", __name__) for phase in _IN_ORDER)
        if name in _IN_ORDER:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *_IN_ORDER, "PHASES"})
