"""`frozen` of the core does what attrs' does."""

import copy
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as some

from penstock.core import values


class Plain:
    """Some fields, of which one does not count and one is not shown."""

    name: str
    number: int = 3
    seen: int = attrs.field(default=0, eq=False)
    secret: object = attrs.field(default=None, repr=False)


def like(decorator: Any, **options: Any) -> Any:
    """The class, built by one of the two."""
    body = {name: value for name, value in vars(Plain).items() if name not in ("__dict__", "__weakref__")}
    return decorator(**options)(type("Plain", (), {**body, "__qualname__": "Plain"}))


OURS, THEIRS = like(values.frozen), like(attrs.frozen)
FIELDS = some.tuples(some.text("ab", max_size=1), some.integers(0, 1), some.integers(0, 1), some.none() | some.text())


@values.frozen(kw_only=True)
class Base:
    """A value that can be pickled."""

    name: str


@values.frozen(kw_only=True)
class More(Base):
    """One with more fields."""

    number: int = 0


@given(FIELDS, FIELDS)
def test_values_compare_hash_and_read_as_those_of_attrs(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """Whatever is in the fields, those that do not count included."""
    assert (OURS(*one) == OURS(*other)) is (THEIRS(*one) == THEIRS(*other))
    assert (OURS(*one) != OURS(*other)) is (THEIRS(*one) != THEIRS(*other))
    assert (hash(OURS(*one)) == hash(OURS(*other))) is (hash(THEIRS(*one)) == hash(THEIRS(*other)))
    assert repr(OURS(*one)) == repr(THEIRS(*one))


def test_a_value_is_never_equal_to_one_of_another_class() -> None:
    """Not to one of a class that has the same fields or of a subclass."""
    assert OURS("a") != THEIRS("a")
    assert Base(name="a") != More(name="a")
    assert OURS("a") != ("a", 3, 0, None)
    with pytest.raises(TypeError):
        assert OURS("a") < OURS("b")


def test_a_value_cannot_be_changed_and_can_be_copied_and_pickled() -> None:
    """As attrs promises: slots, no assignment, `evolve`, `copy`, `pickle`."""
    value = More(name="a", number=1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.name = "b"  # type: ignore[misc]
    assert not hasattr(value, "__dict__")
    assert attrs.evolve(value, number=2) == More(name="a", number=2)
    assert copy.deepcopy(value) == value == pickle.loads(pickle.dumps(value))


def test_what_says_itself_how_it_compares_is_left_to_attrs() -> None:
    """Options, keys of fields, methods of its own, errors."""
    ordered = like(values.frozen, order=True)
    by_identity = like(values.frozen, eq=False)

    @values.frozen
    class Caseless:
        name: str = attrs.field(eq=str.casefold)

    @values.frozen
    class Own:
        name: str

        def __repr__(self) -> str:
            return "mine"

    @values.frozen
    class Wrong(Exception):
        name: str

    assert ordered("a") < ordered("b")
    assert by_identity("a") != by_identity("a")
    assert Caseless("A") == Caseless("a")
    assert (repr(Own("a")), Own("a") == Own("a")) == ("mine", True)
    assert Wrong("a") != Wrong("a")


def test_a_value_that_holds_itself_can_be_described() -> None:
    """Instead of an endless text."""
    holds: list[object] = []
    holds.append(OURS("a", secret=None, seen=0, number=holds))
    assert repr(holds[0]).startswith("Plain(name='a', number=[")
    assert "..." in repr(holds[0])
