"""Calls routes without a socket, as the command line does."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.routes import RouteCall


@pytest.fixture
def call_route() -> Callable[..., Any]:
    """`call_route(application, name, body=..., query=..., **path)` answers what the route's handler returns."""

    def call(application: Application, name: str, *, body: Any = None, query: Any = None, **path: str) -> Any:
        spec = next(spec for spec in application.routes if spec.name == name)
        return spec.handler(RouteCall(services=application.services, path=path, body=body, query=query))

    return call
