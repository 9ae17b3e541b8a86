"""Keys of snippets: what people may type, and what a text could ever refer to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Invalid
from penstock.plugins.libbers.keys import check_key, normalised
from penstock.plugins.libbers.substitution import substitute


@pytest.mark.parametrize(
    ("typed", "stored"), [("My Key", "my_key"), ("a-b", "a_b"), (" x ", "x"), ("K_1", "k_1"), ("0", "0")]
)
def test_keys_are_normalised(typed: str, stored: str) -> None:
    """Lower case, blanks and hyphens as underscores."""
    assert check_key(typed) == stored


@pytest.mark.parametrize("typed", ["", "  ", "a.b", "a\tb", "été", "a/b", "%", "x" * 101, None, 3])
def test_what_no_text_could_refer_to_is_no_key(typed: object) -> None:
    """It would be listed, and never found."""
    with pytest.raises(Invalid):
        check_key(typed)


@given(st.text())
def test_every_key_can_be_referred_to(typed: str) -> None:
    """Whatever is taken as a key is replaced in a text, and normalising it again changes nothing."""
    try:
        key = check_key(typed)
    except Invalid:
        return
    assert normalised(key) == key
    assert substitute(f"<%{key}%>", [Libber(libs={key: "found"})]).text == "<found>"
