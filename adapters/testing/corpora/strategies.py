"""Hypothesis strategies over the corpora: the lists, and what grows from them. Needs hypothesis."""

from hypothesis import strategies as st

from .images import Expected, hostile_images
from .names import hostile_names
from .png_bytes import mended


def names() -> st.SearchStrategy[str]:
    """Hostile names, joins of them, and any text at all."""
    listed = st.sampled_from([case.name for case in hostile_names() if len(case.name) < 300])
    joined = st.tuples(listed, st.sampled_from(["/", "\\", ".", " ", "%2f", ""]), listed).map("".join)
    return listed | joined | st.text(max_size=300)


def ids() -> st.SearchStrategy[str]:
    """Ids that must be accepted: 1 to 64 letters, digits, `_` and `-`, no reserved name."""
    return st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}", fullmatch=True).filter(_is_free)


def _is_free(name: str) -> bool:
    return name.lower() not in {case.name.lower() for case in hostile_names() if case.group == "reserved"}


@st.composite
def damaged_images(draw: st.DrawFn, max_bytes: int = 20_000) -> bytes:
    """Files of the corpus with bytes changed, cut out, doubled or appended; PNG also with its checksums mended."""
    seeds = [case for case in hostile_images() if case.expected is Expected.ACCEPTED and "10 MB" not in case.name]
    data = bytearray(draw(st.sampled_from(seeds)).data[:max_bytes])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(1, 40))
        match draw(st.sampled_from(["change", "cut", "double", "truncate", "append"])):
            case "change":
                data[place : place + length] = draw(st.binary(min_size=1, max_size=length))
            case "cut":
                del data[place : place + length]
            case "double":
                data[place:place] = data[place : place + length]
            case "truncate":
                del data[place:]
            case _:
                data += draw(st.binary(min_size=1, max_size=length))
    return mended(bytes(data)) if draw(st.booleans()) else bytes(data)
