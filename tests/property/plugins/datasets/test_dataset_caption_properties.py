"""For any bytes there is a text, and for any text that an editor writes it is that text."""

from hypothesis import given
from hypothesis import strategies as st

from penstock.plugins.datasets.captions import decoded

letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
texts = st.text(st.one_of(letters, st.sampled_from("\n\t")), max_size=60)
western = st.text(st.one_of(st.characters(min_codepoint=32, max_codepoint=126), st.sampled_from("éñß\n")), min_size=1)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_text(data: bytes) -> None:
    """Without a mark in front, with one kind of line end, none at the end, that can be written as UTF-8."""
    text = decoded(data)
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    assert not text.endswith("\n")
    text.encode()


@given(
    text=texts,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_an_editor_writes_is_read_again(text: str, encoding: str, end: str) -> None:
    """In every encoding that says what it is, with every kind of line end."""
    assert decoded(text.replace("\n", end).encode(encoding)) == text.rstrip("\n")


@given(text=texts, place=st.integers(0, 60))
def test_a_stray_nul_changes_no_letter(text: str, place: int) -> None:
    """Wherever it stands in a text of three bytes or more, the rest is the text."""
    data = text.encode()
    if len(data) > 2:
        place = len(text[:place].encode())
        assert decoded(data[:place] + b"\0" + data[place:]).replace("\0", "").rstrip("\n") == text.rstrip("\n")


@given(text=western, encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_western_texts_are_read_without_a_mark(text: str, encoding: str) -> None:
    """What their bytes look like says which encoding it is."""
    assert decoded(text.encode(encoding)) == text.rstrip("\n")
