"""How maps of workflows are drawn, as a number: it changes with their looks, so that browsers ask for them anew."""

from typing import Final

MAP_STYLE: Final = 1
