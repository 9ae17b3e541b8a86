"""Which plugins take no part at a start, and why: the settings, the environment, safe mode.

`PENSTOCK_PLUGINS` names the only plugins that take part, `PENSTOCK_DISABLED_PLUGINS` those that do not (it wins),
both separated by commas or blanks; `PENSTOCK_SAFE=1` keeps out everything that did not come with Penstock. What the
environment says cannot be switched by pages or commands. Essential plugins always take part. Those that are off by
default do where the user switched them on, or `PENSTOCK_PLUGINS` names them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from .sources import Origin, Source
from .values import frozen

ONLY: Final = "PENSTOCK_PLUGINS"
WITHOUT: Final = "PENSTOCK_DISABLED_PLUGINS"
SAFE: Final = "PENSTOCK_SAFE"
_YES: Final = frozenset({"1", "true", "yes", "on"})


_SAFE_MODE: Final = "safe mode: only plugins that come with Penstock take part"


@frozen(kw_only=True)
class StartLimit:
    """What keeps plugins off at this start whatever the settings say: `by` a variable (safe mode: `PENSTOCK_SAFE`).

    `plugins` are the names of those that it keeps off, `unknown` what it names and no plugin is called.
    """

    by: str
    plugins: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@frozen(kw_only=True)
class SwitchedOff:
    """See the module. `stored` are the names that the settings switch off, `on` those that they switch on.

    `only` None means all.
    """

    stored: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    safe: bool = False

    def reason(self, source: Source) -> str:
        """Why the plugin takes no part, empty where it does (as far as this is concerned)."""
        if source.essential:
            return ""
        forced, why = self.forced(source.name, source.origin)
        if forced is not None:
            return "" if forced else why
        if source.name in self.stored:
            return "switched off in the settings"
        return "off until you switch it on" if source.off_by_default and source.name not in self.on else ""

    def forced(self, name: str, origin: Origin) -> tuple[bool | None, str]:
        """Whether it is on or off whatever the settings say (None: they decide), and why."""
        if self.safe and origin is not Origin.BUNDLED:
            return False, _SAFE_MODE
        if name in self.without:
            return False, f"named in {WITHOUT}"
        if self.only is not None:
            return (True, f"named in {ONLY}") if name in self.only else (False, f"not named in {ONLY}")
        return None, ""

    def strangers(self, names: Iterable[str]) -> tuple[str, ...]:
        """What the environment names and none of the plugins `names` is called."""
        return tuple(sorted((self.without | (self.only or frozenset())) - set(names)))

    def limits(self, plugins: Mapping[str, Origin], essential: Iterable[str] = ()) -> tuple[StartLimit, ...]:
        """What limits this start, where anything does; `plugins` are all by name, of which `essential` take part."""
        free = {name: self.forced(name, origin) for name, origin in plugins.items() if name not in set(essential)}
        return tuple(
            StartLimit(
                by=by,
                plugins=tuple(sorted(name for name, (on, why) in free.items() if on is False and why == reason)),
                unknown=tuple(sorted((named or frozenset()) - set(plugins))),
            )
            for by, reason, named in (
                (SAFE, _SAFE_MODE, frozenset[str]() if self.safe else None),
                (WITHOUT, f"named in {WITHOUT}", self.without or None),
                (ONLY, f"not named in {ONLY}", self.only),
            )
            if named is not None
        )


def switched_off(
    stored: frozenset[str],
    environment: Mapping[str, str],
    *,
    on: frozenset[str] = frozenset(),
    safe: bool = False,
) -> SwitchedOff:
    """What the settings and the environment say; `on` are what the user switched on, `safe` the command line."""
    only = _names(environment.get(ONLY, ""))
    return SwitchedOff(
        stored=stored,
        on=on,
        only=only or None,
        without=_names(environment.get(WITHOUT, "")),
        safe=safe or environment.get(SAFE, "").strip().lower() in _YES,
    )


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in re.split(r"[,\s]+", text) if name)
