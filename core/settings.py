"""Settings: declared by plugins, kept in one file, overridden by the command line, and that by the environment."""

import math
import re
from collections.abc import Callable
from typing import Final, Protocol

from attrs import field

from .errors import ClientError
from .values import frozen

SettingValue = bool | int | float | str
HIDDEN: Final = "***"
"""What is shown of a secret."""
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_KINDS: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def _valid(instance: "SettingSpec", _attribute: object, value: SettingValue) -> None:
    instance.check(value)


@frozen(kw_only=True)
class SettingSpec:
    """One setting. Its type is that of `default`; `options` limits text, `minimum` and `maximum` limit numbers.

    `id` is `<plugin>.<name>`. The environment variable is `PENSTOCK_` and the id in capitals, dots as `_`.
    """

    id: str
    label: str
    default: SettingValue = field(validator=_valid)
    description: str = ""
    options: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    restart: bool = False
    """Whether a change takes effect only at the next start."""
    secret: bool = False
    """Whether the value is a secret: those who use it get it, routes and errors show `***`."""

    @property
    def variable(self) -> str:
        """The environment variable that overrides this setting."""
        return "PENSTOCK_" + self.id.upper().replace(".", "_").replace("-", "_")

    def shown(self, value: SettingValue) -> SettingValue:
        """What everybody may see of `value`."""
        return HIDDEN if self.secret and value != self.default else value

    def check(self, value: object) -> SettingValue:
        """`value`, if it is one that this setting takes; `ClientError` otherwise."""
        kind = type(self.default)
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) if kind is float else type(value) is kind
        if not fits or not isinstance(value, bool | int | float | str):
            raise ClientError(f"{self.id} takes {_KINDS[kind]}.", field=self.id)
        if isinstance(value, str) and not value.isascii() and _LONE_SURROGATE.search(value):
            raise ClientError(f"{self.id} takes a text, and there is half a character in this one.", field=self.id)
        if isinstance(value, float) and not math.isfinite(value):
            raise ClientError(f"{self.id} takes {_KINDS[kind]}.", field=self.id)
        if self.options and value not in self.options:
            raise ClientError(f"{self.id} is one of {', '.join(self.options)}.", field=self.id)
        if isinstance(value, int | float) and not isinstance(value, bool):
            low = value if self.minimum is None else self.minimum
            high = value if self.maximum is None else self.maximum
            if not low <= value <= high:
                raise ClientError(f"{self.id} is between {low} and {high}.", field=self.id)
        return value

    def parse(self, text: str) -> SettingValue:
        """The value that `text` (from the environment or the command line) stands for."""
        kind = type(self.default)
        if kind is bool:
            words = {
                "1": True,
                "true": True,
                "yes": True,
                "on": True,
                "0": False,
                "false": False,
                "no": False,
                "off": False,
            }
            if text.strip().lower() not in words:
                raise ClientError(f"{self.id} takes true or false.", field=self.id)
            return words[text.strip().lower()]
        try:
            return self.check(kind(text))
        except ValueError as error:
            raise ClientError(f"{self.id} takes {_KINDS[kind]}.", field=self.id) from error


class Settings(Protocol):
    """The settings of a running host. Safe on any thread."""

    def specs(self) -> tuple[SettingSpec, ...]:
        """Every setting of every active plugin, by id."""
        ...

    def get(self, setting_id: str) -> SettingValue:
        """The value in force: environment, else command line, else file, else default."""
        ...

    def forced(self, setting_id: str) -> SettingValue | None:
        """The value that the environment or the command line sets, None where neither does."""
        ...

    def set(self, setting_id: str, value: object) -> SettingValue:
        """Store a value durably; `NotFound`, `ClientError`, or `Conflict` where the environment overrides it."""
        ...

    def watch(self, callback: Callable[[str, SettingValue], None]) -> None:
        """Call `callback(id, value)` after each change, in the thread that made it."""
        ...
