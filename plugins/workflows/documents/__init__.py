"""Documents of workflows: decoded within bounds, read into the graph that runs, written as ComfyUI's API format.

Nothing here knows of files or stores. What may be called from outside: `decode`, `formats`, `schemas`, `page_widgets`,
`reading` and `prompts`.
"""

from .prompts import prompt_of
from .reading import read_graph

__all__ = ["prompt_of", "read_graph"]
