"""Names of libraries: an allowlist, the same in any case, never a path."""

from typing import Final

from ...core.errors import BadName
from ...core.names import is_path_name

SUFFIX: Final = ".json"
LONGEST: Final = 64


def is_name(value: object) -> bool:
    """Whether `value` can be the name of a library."""
    return is_path_name(value)


def check_name(value: object, field: str = "name") -> str:
    """`value` if it can be the name of a library, else `BadName`."""
    if not isinstance(value, str) or not is_name(value):
        raise BadName(
            f"{repr(value)[:80]} cannot be the name of a libber.",
            hint="Use 1 to 64 of the letters A to Z, digits, blanks, '_', '-' and '.'; begin with a letter or a digit.",
            field=field,
        )
    return value


def name_of(file_name: str) -> str | None:
    """The name of the library that a file of this name would hold, None for another file."""
    name = file_name[: -len(SUFFIX)]
    return name if file_name.lower().endswith(SUFFIX) and is_name(name) else None


def stem(file_name: str) -> str:
    """The name of the library in a file of a library."""
    return file_name[: -len(SUFFIX)]
