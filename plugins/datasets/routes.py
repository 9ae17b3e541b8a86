"""The routes of data sets."""

from ...core.routes import RouteSpec


def routes() -> tuple[RouteSpec, ...]:
    """Folders, their pictures, statistics, exports."""
    return ()
