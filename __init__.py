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

    _folder = _Path(__file__).parent

    def _check_requirements() -> None:
        """Say how to install what is missing, instead of failing somewhere on the way."""
        missing = [name for name in ("attrs", "cattrs", "filelock", "pluggy") if _util.find_spec(name) is None]
        if missing:
            raise ImportError(
                f"Penstock needs {', '.join(missing)}. Run: "
                f'"{_sys.executable}" -m pip install -r "{_folder / "requirements.txt"}"'
            )

    def _check_namesake(found: str) -> None:
        """Refuse another project's package of this name: one Python imports one `penstock`."""
        if not (_Path(found).parent / "core" / "hooks").is_dir():
            raise ImportError(
                f"Another project's package `penstock` is installed ({found}), and one Python can import one of that "
                f'name. Run: "{_sys.executable}" -m pip uninstall penstock. Penstock for ComfyUI is '
                f"`comfyui-penstock`."
            )

    def _the_one_penstock() -> _ModuleType:
        """The module `penstock`: the one imported or installed already, else this folder under that name."""
        if "penstock" in _sys.modules:
            return _sys.modules["penstock"]
        found = _util.find_spec("penstock")
        if found is not None and found.origin is not None:  # a bare folder of that name is no distribution
            _check_namesake(found.origin)
            return __import__("penstock")
        spec = _util.spec_from_file_location("penstock", __file__, submodule_search_locations=[str(_folder)])
        if spec is None or spec.loader is None:
            raise ImportError(f"{__file__} cannot be loaded.")
        module = _util.module_from_spec(spec)
        _sys.modules["penstock"] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del _sys.modules["penstock"]
            raise
        return module

    _check_requirements()
    _one = _the_one_penstock()
    _version = getattr(_one, "__version__", "of another project")
    if _version.split(".")[0] != __version__.split(".")[0]:
        raise ImportError(
            f"The installed package penstock {_version} does not fit this folder, which is {__version__}. "
            f'Run: "{_sys.executable}" -m pip install --upgrade comfyui-penstock=={__version__}'
        )
    from penstock.adapters.comfyui import comfy_entrypoint

    __all__ = ["comfy_entrypoint"]
    if vars(_one).setdefault("_comfyui_pack", __name__) == __name__:
        # Only once: a second folder of this pack would make every page load the same modules twice.
        from penstock.adapters.comfyui import WEB_DIRECTORY as WEB_DIRECTORY

        __all__ += ["WEB_DIRECTORY"]
