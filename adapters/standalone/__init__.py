"""Penstock without ComfyUI: the aiohttp app, the embedded engine and the command line."""
