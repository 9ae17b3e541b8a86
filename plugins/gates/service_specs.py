"""How the services of gates are built and closed."""

from ...core.services import ServiceSpec


def service_specs() -> tuple[ServiceSpec[object], ...]:
    """The registry of gates."""
    return ()
