"""The client of one ComfyUI server: what it says is a hint, what its queue and history hold is the truth."""
