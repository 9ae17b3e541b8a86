"""What a plugin says of itself, and where it is."""

import sys
from pathlib import Path
from types import ModuleType

from attrs import field

from .names import check_id
from .values import frozen


def _valid_name(_instance: object, _attribute: object, value: str) -> None:
    check_id(value, "name")


@frozen(kw_only=True)
class Plugin:
    """Put one as `PLUGIN` into the module that holds the hook implementations.

    `requires` names plugins that must be active too; `hookspecs` is a module with hook specs of the plugin's own,
    each called `penstock_<plugin name>_...`. `web` is the folder with its browser modules, served under
    `/penstock/web/<name>/`, whose `index.js` the pages import. `essential` plugins cannot be switched off.
    """

    name: str = field(validator=_valid_name)
    title: str = ""
    description: str = ""
    version: str = ""
    requires: tuple[str, ...] = ()
    hookspecs: ModuleType | None = None
    web: str | None = None
    essential: bool = False


def folder_of(module: object) -> Path | None:
    """The folder of a plugin's module, or of its class where the plugin is an object; None without one."""
    theirs = module if isinstance(module, ModuleType) else sys.modules.get(type(module).__module__)
    file = getattr(theirs, "__file__", None)
    return Path(file).parent if isinstance(file, str) else None
