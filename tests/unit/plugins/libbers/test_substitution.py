"""References in texts: what they are replaced by, and what is said about those that are not."""

import re
import time

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Invalid, TooLarge
from penstock.core.text_functions import TextFunction, TextFunctions
from penstock.plugins.libbers.functions import FUNCTIONS
from penstock.plugins.libbers.substitution import Budget, substitute

ANIMALS = Libber(libs={"cat": "a %adjective% cat", "adjective": "small", "empty": ""})
PLACES = Libber(libs={"cat": "another cat", "place": "in Rome"})
UPPER = TextFunctions([("libbers", one) for one in FUNCTIONS])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("no reference", "no reference"),
        ("%adjective%", "small"),
        ("%cat% sleeps", "a small cat sleeps"),
        ("%cat%%cat%", "a small cata small cat"),
        ("%unknown% %Cat% %my cat%", "%unknown% %Cat% %my cat%"),
        ("[%empty%]", "[]"),
        ("100%adjective%", "100small"),
        ("%adjective%b%", "smallb%"),
        ("100% sure, 50% not", "100% sure, 50% not"),
        ("$ @ & \N{CAT FACE}", "$ @ & \N{CAT FACE}"),
    ],
)
def test_references_are_replaced_by_what_they_name(text: str, expected: str) -> None:
    """Known keys by their snippets, from left to right; everything else stays as it is."""
    assert substitute(text, [ANIMALS]).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\%adjective\%", "%adjective%"),
        (r"100\% %adjective%", "100% small"),
        (r"\\%adjective%", r"\small"),
        (r"\\\%adjective%", r"\%adjective%"),
        (r"C:\folder\%adjective%", r"C:\folder%adjective%"),
        (r"(a\)b", r"(a\)b"),
    ],
)
def test_a_backslash_takes_a_delimiter_its_meaning(text: str, expected: str) -> None:
    """An odd one before a delimiter makes it a character; others stay, brackets keep theirs."""
    assert substitute(text, [ANIMALS]).text == expected


@pytest.mark.parametrize(("depth", "expected"), [(0, "%cat%"), (1, "a %adjective% cat"), (2, "a small cat")])
def test_the_depth_counts_levels(depth: int, expected: str) -> None:
    """One level replaces what the text names and leaves what that names; none leaves all."""
    made = substitute("%cat%", [ANIMALS], max_depth=depth)
    assert made.text == expected
    assert bool(made.too_deep) == (depth < 2)


def test_a_cycle_goes_round_until_the_depth_ends_it_and_is_told() -> None:
    """As ever: ten levels, then the reference that is left over; and now the path back is named."""
    made = substitute("%a%", [Libber(libs={"a": "x%b%", "b": "y%a%"})])
    assert made.text == "xy" * 5 + "%a%"
    assert made.cycles == (("a", "b", "a"),)
    assert made.too_deep == ("a",)


def test_a_snippet_that_holds_itself_is_told() -> None:
    """Also where the depth is reached at once."""
    assert substitute("%a%", [Libber(libs={"a": "%a%"}, max_depth=1)]).cycles == (("a", "a"),)


def test_every_unknown_reference_is_told_once() -> None:
    """In the order of the text, as it was written, snippets included."""
    libber = Libber(libs={"known": "%inner% %*:7%"})
    made = substitute("%b% %known% %a% %b% %known:4%", [libber])
    assert made.unknown == ("b", "inner", "*:7", "a", "known:4")
    assert made.used == ("known",)


def test_several_libraries_are_asked_in_their_order() -> None:
    """The first that knows a key answers; a number names the library, and one that has none leaves the reference."""
    made = substitute("%cat%|%place%|%cat:2%|%place:1%|%empty:1%|%cat:3%", [ANIMALS, PLACES])
    assert made.text == "a small cat|in Rome|another cat|%place:1%|%empty:1%|%cat:3%"


def test_chance_is_the_same_for_the_same_seed() -> None:
    """Each snippet comes once before any comes again; another seed draws otherwise; empty ones never come."""
    libber = Libber(libs={key: key for key in "abcdefgh"} | {"none": ""})
    text = " ".join(["%*%"] * 8)
    seen = {seed: substitute(text, [libber], seed=seed).text for seed in range(20)}
    assert all(sorted(found.split()) == list("abcdefgh") for found in seen.values())
    assert all(substitute(text, [libber], seed=seed).text == found for seed, found in seen.items())
    assert len(set(seen.values())) > 10


def test_chance_may_be_limited_to_a_library() -> None:
    """A number draws from that library alone, apart from the other draws."""
    made = substitute("%*:2% %*:2% %*:2%", [ANIMALS, Libber(libs={"x": "1", "y": "2"})], seed=3)
    first, second, third = made.text.split()
    assert {first, second} == {"1", "2"}
    assert third in "12"


@pytest.mark.parametrize("mark", ["<<", "%%", "{}", "§", "."])
def test_any_delimiter_will_do(mark: str) -> None:
    """The same characters on both sides, whatever they mean elsewhere."""
    libber = Libber(libs={"a": f"({mark}b{mark})", "b": "deep"}, delimiter=mark)
    assert substitute(f"x{mark}a{mark}y", [libber]).text == "x(deep)y"


@pytest.mark.parametrize("mark", ["", " ", "a b", "\n", "x" * 21])
def test_what_cannot_be_a_delimiter_is_refused(mark: str) -> None:
    """An empty one would make every word a reference."""
    with pytest.raises(Invalid):
        substitute("text", [ANIMALS], delimiter=mark)


def test_a_text_that_is_larger_than_its_budget_is_refused() -> None:
    """To the character."""
    libber = Libber(libs={"a": "x" * 50})
    assert len(substitute("%a%%a%", [libber], budget=Budget(characters=100)).text) == 100
    with pytest.raises(TooLarge):
        substitute("%a%%a%.", [libber], budget=Budget(characters=100))


def test_a_libber_does_not_change_with_what_it_was_made_of() -> None:
    """Its snippets are its own."""
    libs = {"a": "1"}
    libber = Libber(libs=libs)
    libs["a"] = "2"
    assert substitute("%a%", [libber]).text == "1"


def test_a_megabyte_of_text_takes_less_than_a_hundred_passes_of_a_regular_expression() -> None:
    """With ten thousand keys; side by side, the best of three of each."""
    libs = {f"key_{number}": f"value {number}" for number in range(10_000)}
    text = " ".join(f"%key_{number % 10_000}% some words" for number in range(46_000))
    assert len(text) > 1_000_000
    pattern = re.compile("%([a-z0-9_]+)%")
    plain = min(_seconds(lambda: pattern.sub(lambda found: libs[found[1]], text)) for _ in range(3))
    ours = min(_seconds(lambda: substitute(text, [Libber(libs=libs)])) for _ in range(3))
    assert ours < 100 * plain


def _seconds(work: object) -> float:
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


def test_a_backslash_counts_at_every_depth() -> None:
    """What cannot be replaced any more is no reason to leave the way around it in the text."""
    libber = Libber(libs={"a": r"50\% off, %b%", "b": "!"})
    assert substitute("%a%", [libber]).text == "50% off, !"
    assert substitute("%a%", [libber], max_depth=1).text == "50% off, %b%"
    assert substitute(r"100\% of %a%", [libber], max_depth=0).text == "100% of %a%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%a|upper%", "ONE 2"),
        ("%a|upper|lower%", "one 2"),
        ("%b:1|upper%", "TWO"),
        ("%*:2|upper%", "THREE"),
        ("\\%b|upper%", "%b|upper%"),
        ("\\\\%b|upper%", "\\TWO"),
        ("%hat|upper%", "%hat|upper%"),
        ("%b|upper %", "%b|upper %"),
        ("%b|Upper%", "%b|Upper%"),
        ("%b||upper%", "%b||upper%"),
        ("%b|upper:1%", "%b|upper:1%"),
        ("%b" + "|upper" * 16 + "%", "TWO"),
        ("%b" + "|upper" * 17 + "%", "%b" + "|upper" * 17 + "%"),
        ("a|b %b|c%b%", "a|b %b|ctwo"),
        ("%b|nobody% %b|up%", "%b|nobody% %b|up%"),
    ],
)
def test_functions_stand_behind_the_key_and_its_number(text: str, expected: str) -> None:
    """And change the finished snippet; what names no function is text, as it was before there were any."""
    libbers = [Libber(libs={"a": "%one% 2", "one": "one", "b": "two"}), Libber(libs={"c": "three"})]
    assert substitute(text, libbers, functions=UPPER).text == expected


@given(st.text(alphabet="%ab|\\*:1 "), st.sampled_from(["%", "%%", "a", "*", "b%"]))
def test_texts_that_name_no_function_mean_what_they_meant(text: str, mark: str) -> None:
    """With functions and without: the same text, and the same is said of its references."""
    libbers = [Libber(libs={"a": "x%b%|%b|b%", "b": "|y|", "ab": ""}, delimiter=mark)]
    before = substitute(text, libbers)
    after = substitute(text, libbers, functions=UPPER)
    assert evolve(after, unknown_functions=()) == before


def test_a_delimiter_with_a_pipe_has_no_functions() -> None:
    """There `|` belongs to the delimiter."""
    libbers = [Libber(libs={"a": "one"}, delimiter="|")]
    assert substitute("|a|upper| |a|", libbers, functions=UPPER).text == "oneupper| one"


def test_a_function_is_called_once_for_each_text() -> None:
    """However often a text refers to a snippet: a slow one is not called a thousand times."""
    called: list[str] = []

    def run(text: str) -> str:
        called.append(text)
        return text

    slow = TextFunctions([("a", TextFunction(name="slow", run=run))])
    assert substitute("%a|slow%" * 1000, [Libber(libs={"a": "x"})], functions=slow).text == "x" * 1000
    assert called == ["x"]


def test_functions_at_every_level_of_a_deep_library() -> None:
    """A hundred levels with sixteen functions each are no deeper for the interpreter."""
    libs = {f"k{level}": f"%k{level + 1}{'|upper|lower' * 8}%" for level in range(99)} | {"k99": "End"}
    assert substitute("%k0%", [Libber(libs=libs, max_depth=100)], functions=UPPER).text == "end"
