"""Real servers for hostile input: the fixtures of `tests/http`."""

from ..http.conftest import connect, multipart_form, serve_routes, serve_standalone

__all__ = ["connect", "multipart_form", "serve_routes", "serve_standalone"]
