"""The routes of gates."""

from ...core.routes import RouteSpec


def routes() -> tuple[RouteSpec, ...]:
    """All of `/penstock/gates`."""
    return ()
