"""The simplest values, each by what it means: ids, names, texts, times, counts, JSON."""

from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from ....core.names import is_file_name, is_path_name

Json = None | bool | int | float | str | list[Any] | dict[str, Any]

LATEST: Final = 4_102_444_800_000
"""The first of January 2100 in ms since 1970."""
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul"})
_NUMBERED: Final = frozenset({"com", "lpt"})


def texts(longest: int = 20) -> st.SearchStrategy[str]:
    """Any text that JSON and files hold: every letter but lone surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=longest)


def words(longest: int = 12) -> st.SearchStrategy[str]:
    """Text that people read, not empty: no controls, no blanks at its ends."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"))
    return st.text(letters, min_size=1, max_size=longest).map(str.strip).filter(bool)


def ids() -> st.SearchStrategy[str]:
    """Ids as `core.names.check_id` takes them: 1 to 64 of `A-Z a-z 0-9 _ -`."""
    short = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,11}", fullmatch=True)
    return st.one_of(short, st.from_regex(r"[a-z0-9]{26}", fullmatch=True)).filter(_is_free)


def _is_free(name: str) -> bool:
    lower = name.lower()
    return lower not in _RESERVED and not (lower[:3] in _NUMBERED and lower[3:].isdigit())


def identifiers() -> st.SearchStrategy[str]:
    """Names in code: ids of inputs and outputs, names of fields."""
    return st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True)


def path_names() -> st.SearchStrategy[str]:
    """Names of folders that people give: scenes, stories, jobs, libraries. See `core.names.is_path_name`."""
    return st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9 _.-]{0,15}", fullmatch=True).filter(is_path_name)


def file_names(ending: str = "") -> st.SearchStrategy[str]:
    """One harmless component of a path, in any script."""
    return words().map(lambda stem: f"{stem}{ending}").filter(is_file_name)


def paths() -> st.SearchStrategy[Path]:
    """Absolute paths; nothing need be there."""
    return st.lists(file_names(), min_size=1, max_size=3).map(lambda parts: Path("/", *parts))


def utc_ms() -> st.SearchStrategy[int]:
    """Wall time in milliseconds since 1970, UTC; 0 is "not known"."""
    return st.integers(0, LATEST)


def counts(most: int = 2**31 - 1) -> st.SearchStrategy[int]:
    """Whole numbers from 0 on: counts, positions, sizes in bytes, revisions that grow by one."""
    return st.integers(0, most)


def sides() -> st.SearchStrategy[int]:
    """A side of a picture in pixels."""
    return st.integers(1, 16_384)


def numbers() -> st.SearchStrategy[float]:
    """Finite numbers."""
    return st.floats(allow_nan=False, allow_infinity=False)


def shares() -> st.SearchStrategy[float]:
    """Numbers from 0 to 1."""
    return st.floats(0, 1)


def revisions() -> st.SearchStrategy[str]:
    """Revisions of files: hashes of their bytes."""
    return st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


def hashes() -> st.SearchStrategy[str]:
    """SHA-256 in hex."""
    return st.binary(min_size=32, max_size=32).map(bytes.hex)


def json_values(leaves: int = 6) -> st.SearchStrategy[Any]:
    """Any JSON value: what `json.loads(json.dumps(value))` gives back as it was."""
    plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | numbers() | texts()
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(8), inner, max_size=3),
        max_leaves=leaves,
    )


def json_objects(most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects."""
    return st.dictionaries(texts(8), json_values(4), max_size=most)


def unique(one: st.SearchStrategy[Any], *, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of these, each once."""
    return st.lists(one, min_size=least, max_size=most, unique=True).map(tuple)


def maybe(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of these, or None."""
    return st.none() | one
