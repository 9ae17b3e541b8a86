"""Which titles of nodes are a user's own."""

from .schemas import ClassSchema


def own_title(title: str, class_type: str, schema: ClassSchema | None, also: str = "") -> str:
    """`title` where a user set it; empty where it is the class's own name (`also`: another one that the page kept)."""
    shown = schema.display_name if schema is not None else ""
    plain = title.strip()
    return "" if plain in {"", class_type, shown, also} else plain
