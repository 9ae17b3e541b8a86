"""Real servers for hostile input: the fixtures of `tests/http`, and our routes as in ComfyUI."""

from ..http.conftest import connect, multipart_form, serve_routes, serve_standalone
from .comfyui_app import serve_comfyui

__all__ = ["connect", "multipart_form", "serve_comfyui", "serve_routes", "serve_standalone"]
