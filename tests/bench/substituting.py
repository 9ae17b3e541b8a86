"""L1: a text of 1 MB with 10,000 keys, beside one `re.sub` pass and beside fbTools' way; and a hostile libber."""

import random
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen
from bench.baseline_texts import expanded, one_pass
from bench.table import Row, costs, faster, shown
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core.contracts.libbers import Libber
from penstock.plugins.libbers.substitution import substitute

_WORDS: Final = ("light", "stone", "harbour", "red", "of", "an", "evening", "glass", "slow", "birds")
_LEVELS: Final = 18


@frozen
class Sample:
    """A text and the snippets that it refers to."""

    text: str
    libs: Mapping[str, str]


def l1(bench: Bench) -> Iterator[Row]:
    """Each sample in turn: plain snippets, nested ones, and one of which each level doubles the one before."""
    characters, keys = bench.size((1_000_000, 10_000), (100_000, 1_000))
    rounds = bench.size(7, 3)
    for what, sample in (("plain", flat(characters, keys)), ("nested", nested(characters, keys))):
        yield from _beside(f"{characters:,} characters, {keys:,} keys, {what}", sample, rounds)
    yield _doubling(rounds)


def flat(characters: int, keys: int) -> Sample:
    """Every key once, between words; snippets refer to nothing."""
    chance = random.Random(1)
    return Sample(_text(chance, characters, keys), {f"key_{at}": _words(chance, 40) for at in range(keys)})


def nested(characters: int, keys: int) -> Sample:
    """The same, but three snippets of four refer to a later one: chains of 4 on the average."""
    chance = random.Random(2)
    libs = {
        f"key_{at}": f"{_words(chance, 30)} %key_{chance.randrange(at + 1, keys)}%"
        if at + 1 < keys and chance.random() < 0.75
        else _words(chance, 40)
        for at in range(keys)
    }
    return Sample(_text(chance, characters, keys), libs)


def doubling(levels: int) -> Sample:
    """Each snippet holds the next one twice."""
    return Sample("%key_0%", {**{f"key_{at}": f"%key_{at + 1}%" * 2 for at in range(levels)}, f"key_{levels}": "end"})


def _beside(what: str, sample: Sample, rounds: int) -> Iterator[Row]:
    libber = Libber(libs=sample.libs)
    series = interleaved(
        {
            "re.sub": Contender(run=lambda: one_pass(sample.text, sample.libs)),
            "fbTools' way": Contender(run=lambda: expanded(sample.text, sample.libs)),
            "ours": Contender(run=lambda: substitute(sample.text, [libber])),
        },
        rounds,
    )
    yield costs("L1", what, series["re.sub"], series["ours"], 100, "one re.sub pass")
    yield shown("L1", f"{what}; ours counts, and reports", series["fbTools' way"], series["ours"], "fbTools' way")


def _doubling(rounds: int) -> Row:
    sample = doubling(_LEVELS)
    libber = Libber(libs=sample.libs, max_depth=100)
    series = interleaved(
        {
            "fbTools' way": Contender(run=lambda: expanded(sample.text, sample.libs, 100)),
            "ours": Contender(run=lambda: substitute(sample.text, [libber])),
        },
        rounds,
    )
    what = f"each snippet twice the next one, {_LEVELS} levels"
    return faster("L1", what, series["fbTools' way"], series["ours"], 50, "fbTools' way")


def _text(chance: random.Random, characters: int, keys: int) -> str:
    """Words of so many characters in all, with a reference to every key among them."""
    length = characters // keys
    parts = []
    for at in chance.sample(range(keys), keys):
        reference = f" %key_{at}% "
        parts.append(_words(chance, length - len(reference)) + reference)
    return "".join(parts)


def _words(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(_WORDS, k=length // 3))[:length]


GOALS = {"L1": l1}
