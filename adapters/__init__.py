"""The edges: ComfyUI, the standalone server, HTTP, and what plugin authors test with."""
