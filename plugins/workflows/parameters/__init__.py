"""From a graph to its form, and from the form's values back to a graph.

Pure functions of what they are given: nothing here reads a file, asks a server or keeps anything.
"""

from .applying import apply, resolve
from .columns import columns
from .forms import form_of
from .reshaping import reshaped

__all__ = ["apply", "columns", "form_of", "reshaped", "resolve"]
