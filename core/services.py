"""Services: what plugins and hosts offer each other, found by their contract type."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, cast

from attrs import define, field

from .errors import Unavailable
from .values import frozen

T = TypeVar("T")


@frozen(kw_only=True)
class ServiceSpec(Generic[T]):
    """`build` makes the service at the start; `close` lets go of what it holds, at the stop.

    `contract` is the type (a Protocol, most often) under which it is found; one service each. `requires` names plugins
    without which it is left out, while the rest of its own plugin stays.
    """

    contract: type[T]
    build: "Callable[[Services], T]"
    close: Callable[[T], None] | None = None
    requires: tuple[str, ...] = field(default=(), converter=tuple[str, ...])


@define
class Services:
    """The services of one running host, by contract. Filled while starting, read-only afterwards, for any thread."""

    _by_contract: dict[type[Any], object] = field(factory=dict)

    def get(self, contract: type[T]) -> T:
        """The service for `contract`; `Unavailable` where no active plugin provides it."""
        if contract not in self._by_contract:
            raise Unavailable(
                f"No active plugin provides {contract.__name__}.", hint="Switch its plugin on and start again."
            )
        return cast("T", self._by_contract[contract])

    def find(self, contract: type[T]) -> T | None:
        """The service for `contract`, or None."""
        return cast("T | None", self._by_contract.get(contract))

    def put(self, contract: type[T], service: T) -> None:
        """Offer `service` for `contract`; the first one stays."""
        self._by_contract.setdefault(contract, service)

    def __iter__(self) -> Iterator[type[Any]]:
        return iter(tuple(self._by_contract))
