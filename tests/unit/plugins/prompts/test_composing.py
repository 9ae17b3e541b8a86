"""Texts of prompts with their libbers, and what is said about them."""

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.libbers import Substitution
from penstock.core.contracts.prompts import Composed, ProcessingType, Prompt, PromptCollection
from penstock.core.errors import TooLarge
from penstock.plugins.prompts.composing import Composing, compose, said


def filled(value: str, libber: str | None = "styles") -> Prompt:
    return Prompt(value=value, processing_type=ProcessingType.LIBBER, libber_name=libber)


def composed(whole: WholePrompts, *prompts: Prompt, seed: int = 0) -> Composed:
    """All of these prompts, called a, b, c, ..."""
    named = {chr(ord("a") + place): prompt for place, prompt in enumerate(prompts)}
    return whole.service.compose(PromptCollection(prompts=named), tuple(named), seed)


@pytest.fixture(autouse=True)
def _styles(whole: WholePrompts) -> None:
    whole.libbers.libs["styles"] = {"mood": "sad", "bomb": "x"}


def test_prompts_are_joined_by_one_space(whole: WholePrompts) -> None:
    """Empty ones are left out, what stands twice is there twice, the ends are stripped, the inside is not."""
    collection = PromptCollection(prompts={"a": Prompt(value="A"), "b": Prompt(value=" C "), "e": Prompt()})
    found = whole.service.compose(collection, ("a", "e", "b", "a", "b"))
    assert found == Composed(text="A  C  A  C")
    assert whole.service.compose(collection, ()) == Composed(text="")


def test_only_prompts_that_want_it_are_filled(whole: WholePrompts) -> None:
    """A raw one stays as it is, with a libber's name too."""
    raw = Prompt(value="%mood%", libber_name="styles")
    assert composed(whole, raw, filled("%mood%")).text == "%mood% sad"


def test_what_is_missing_is_said(whole: WholePrompts) -> None:
    """Prompts, libbers, keys: each in a sentence that names it, once; the text is used as it is."""
    prompts = {"a": filled("%mood%", "gone"), "b": filled("%what%"), "c": filled("%mood%", None)}
    found = whole.service.compose(PromptCollection(prompts=prompts), ("a", "z", "b", "z", "c"))
    assert found.text == "%mood% %what% %mood%"
    assert found.notes == (
        'There is no libber "gone": "a" is used as it is.',
        'There is no prompt "z".',
        '"b", libber "styles": "what" is not in it.',
        '"c" wants a libber and names none: it is used as it is.',
    )


def test_without_the_plugin_of_libbers_texts_stay() -> None:
    """And it is said which prompt wanted one."""
    found = compose(PromptCollection(prompts={"a": filled("%mood%")}), ("a",), None)
    assert found == Composed(text="%mood%", notes=('There is no libber "styles": "a" is used as it is.',))


def test_a_name_that_no_libber_can_have_is_a_missing_one(whole: WholePrompts) -> None:
    """Files of others may name anything."""
    assert 'no libber "../x"' in composed(whole, filled("%mood%", "../x")).notes[0]


def test_chance_is_drawn_for_each_place(whole: WholePrompts) -> None:
    """From the seed alone: the same seed gives the same text, and two prompts do not draw alike."""
    first, second = (composed(whole, filled("%*%"), filled("%*%"), seed=7).text for _ in range(2))
    assert first == second
    assert len(set(first.split())) == 2
    assert composed(whole, filled("%*%"), seed=8).text != composed(whole, filled("%*%"), seed=7).text


def test_texts_without_references_are_not_looked_at(whole: WholePrompts) -> None:
    """A library is asked only where its delimiter stands in the text."""
    composed(whole, filled("plain"), filled("%mood%"))
    assert whole.libbers.asked == ["%mood%"]


def test_what_grows_too_large_is_an_error_that_names_the_prompt(whole: WholePrompts) -> None:
    """Not a text that was cut."""
    with pytest.raises(TooLarge, match='"b"'):
        composed(whole, Prompt(value="x"), filled("%bomb%"))


def test_a_text_has_its_limit(whole: WholePrompts) -> None:
    """A composition that names large prompts many times is refused before the memory is full."""
    collection = PromptCollection(prompts={"a": Prompt(value="x" * 100_000)})
    with pytest.raises(TooLarge):
        whole.service.compose(collection, ["a"] * 5_000)


def test_all_texts_together_have_their_limit() -> None:
    """Each of them small enough, and too many."""
    composing = Composing(PromptCollection(prompts={"a": Prompt(value="x" * 100_000)}), None)
    texts = (composing.text(["a"] * 30) for _ in range(1_000))
    with pytest.raises(TooLarge):
        any(not text for text in texts)


def test_notes_have_their_limit(whole: WholePrompts) -> None:
    """Of thousands of missing names some are told, and how many more there are."""
    found = whole.service.compose(PromptCollection(), [str(number) for number in range(1_000)])
    assert len(found.notes) == 51
    assert found.notes[-1] == "And 950 more of this kind."


def test_what_functions_could_not_do_is_said() -> None:
    """As the node says it: one that nobody brings, one that failed."""
    found = Substitution(text="", unknown_functions=("a|shout",), failed=("b|broken", "c|broken"))
    assert list(said(found)) == [
        'Nobody brings a function that "a|shout" names: it stayed.',
        '"b|broken", "c|broken" stayed, since a function failed: see the list of plugins.',
    ]
