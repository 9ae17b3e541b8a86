"""Penstock: image pools, profiles, gates and more for ComfyUI, every feature a plugin on pluggy hooks.

`import penstock` is the public face for plugin authors. ComfyUI loads this same file under a name of its own; it then
makes itself (or the installed distribution, where there is one) THE `penstock` and hands on what ComfyUI looks for.
"""

__version__ = "0.1.0"

if __name__ == "penstock":
    from .core.hooks import hookimpl as hookimpl
    from .core.plugin import Plugin as Plugin

    __all__ = ["Plugin", "__version__", "hookimpl"]
else:
    import importlib.util as _util
    import sys as _sys
    from pathlib import Path as _Path
    from types import ModuleType as _ModuleType

    def _the_one_penstock() -> _ModuleType:
        """The module `penstock`: the one imported or installed already, else this folder under that name."""
        if "penstock" in _sys.modules:
            return _sys.modules["penstock"]
        if _util.find_spec("penstock") is not None:
            return __import__("penstock")
        folder = _Path(__file__).parent
        spec = _util.spec_from_file_location("penstock", __file__, submodule_search_locations=[str(folder)])
        if spec is None or spec.loader is None:
            raise ImportError(f"Penstock cannot be loaded from {folder}")
        module = _util.module_from_spec(spec)
        _sys.modules["penstock"] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del _sys.modules["penstock"]
            raise
        return module

    _one = _the_one_penstock()
    if _one.__version__.split(".")[0] != __version__.split(".")[0]:
        raise ImportError(
            f"Penstock {_one.__version__} is installed, this folder is {__version__}: they do not fit. "
            f"Run: pip install --upgrade penstock=={__version__}"
        )
    from penstock.adapters.comfyui import WEB_DIRECTORY, comfy_entrypoint

    __all__ = ["WEB_DIRECTORY", "comfy_entrypoint"]
