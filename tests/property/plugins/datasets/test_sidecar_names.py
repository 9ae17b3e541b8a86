"""Whatever people type: names of saved files stay in their folder, are new, and tell the texts apart."""

import string
from pathlib import Path
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from penstock.core.errors import Invalid
from penstock.core.names import is_file_name
from penstock.plugins.datasets.saving_names import SetNames, check_names, next_number, prefix_of, set_names
from penstock.plugins.datasets.sidecar import (
    EXTENSIONS,
    SidecarText,
    appended,
    checked_extension,
    checked_texts,
    folded,
    text_of,
)

FOLDER: Final = Path("/folder").absolute()
TYPED: Final = st.text(st.sampled_from(string.ascii_letters + "._-/\\ %:~?ßéİſ\u0301\u00b2\0\n\ud800"), max_size=24)
PLAIN: Final = st.text("abAB01_éÉß.", min_size=1, max_size=6)


@given(TYPED, st.tuples(st.integers(0, 9_999), st.integers(0, 9_999)), st.integers(0, 4 * 10**12))
@example("%batch_num%", (1, 1), 0)
def test_a_prefix_stays_below_its_folder(typed: str, size: tuple[int, int], now: int) -> None:
    """A prefix is refused, or each of its parts is one harmless name."""
    try:
        found = prefix_of(typed, size, now)
    except Invalid as error:
        assert error.field == "filename_prefix"
        return
    assert all(is_file_name(part) for part in found.below)
    for base in found.bases(3):
        assert is_file_name(f"{base}_00001_.png")
        assert FOLDER.joinpath(*found.below, base).resolve().is_relative_to(FOLDER)


@given(TYPED, TYPED, st.sampled_from(["txt", ".TXT", "json", ".md"]))
def test_a_text_is_named_beside_its_image(content: str, name: str, extension: str) -> None:
    """A text is refused, or its file lies beside its image, and saying it again changes nothing."""
    try:
        made = text_of(content, name, extension)
    except Invalid as error:
        assert error.field in ("content", "name")
        return
    file = made.file_name("cat_00001_")
    assert is_file_name(file)
    assert (FOLDER / file).parent == FOLDER
    assert file.startswith("cat_00001_")
    assert text_of(made.content, made.name, made.extension) == made
    assert checked_texts(appended(None, made)) == (made,)


@given(st.text(max_size=12))
def test_an_extension_is_one_of_the_list_or_refused(typed: str) -> None:
    """Nothing else is ever taken, however it is written."""
    try:
        assert checked_extension(typed) in EXTENSIONS
    except Invalid as error:
        assert error.field == "extension"


@given(st.lists(st.tuples(st.sampled_from(["", "a", "A", "é", "e\u0301", "b"]), st.sampled_from(EXTENSIONS[:3]))))
def test_a_chain_holds_each_name_once(added: list[tuple[str, str]]) -> None:
    """Texts of one name, whatever its capitals, are refused; all others stand in the chain, in their order."""
    chain: list[dict[str, str]] = []
    names: list[str] = []
    for name, extension in added:
        text = SidecarText("x", name, extension)
        before = [dict(one) for one in chain]
        try:
            longer = appended(chain, text)
        except Invalid:
            assert folded(text.file_name("")) in names
        else:
            assert folded(text.file_name("")) not in names
            names.append(folded(text.file_name("")))
            assert longer[:-1] == before
            chain, before = longer, chain
    assert len(chain) == len(names)


@given(
    st.lists(PLAIN, min_size=1, max_size=4),
    st.lists(
        st.one_of(
            PLAIN,
            st.builds(
                lambda base, number, rest: f"{base}_{number}{rest}",
                PLAIN,
                st.one_of(st.integers(0, 120).map(lambda value: f"{value:05}"), st.integers(0, 10**18).map(str)),
                st.sampled_from(["_.png", "_.TXT", ".png", "", "_a.json", "x"]),
            ),
        ),
        max_size=12,
    ),
)
def test_new_names_are_new(bases: list[str], there: list[str]) -> None:
    """No new file has the name of one that is there, also where capitals do not count."""
    texts = (SidecarText("a"), SidecarText("b", "a", ".json"))
    number = next_number(there, bases)
    sets = set_names(bases, number, texts)
    taken = {folded(name) for name in there}
    assert not taken & {folded(name) for names in sets for name in names}
    assert number >= 1
    all_names = [folded(name) for names in sets for name in names]
    assert len(set(all_names)) == len(all_names) == len(bases) * 3
    assert number == 1 or next_number([], bases) == 1


@given(st.lists(st.tuples(TYPED, st.lists(TYPED, max_size=2)), max_size=4))
def test_what_passes_the_check_can_be_made_on_every_system(given_names: list[tuple[str, list[str]]]) -> None:
    """Names that are not refused are harmless, short enough, and no two are one file."""
    sets = [SetNames(image, tuple(texts)) for image, texts in given_names]
    try:
        check_names(sets, FOLDER)
    except Invalid as error:
        assert error.field in ("filename_prefix", "sidecar")
        return
    names = [name for one in sets for name in one]
    assert all(is_file_name(name) for name in names)
    assert len({folded(name) for name in names}) == len(names)
