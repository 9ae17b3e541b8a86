"""What the suites know of services that keep documents by name: each contract says in a `Shelf` how it is spoken to."""

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from hypothesis import strategies as st

Store = TypeVar("Store")
Value = TypeVar("Value")

NAMES = ("cats", "dogs 2", "x_1")
"""The names that the suites use."""
NO_NAMES = ("", "..", "a/b", "/x", "no\0", "x" * 65)
"""What is no name of a document."""


class Shelf(Generic[Store, Value]):
    """Documents that are saved over the revision that was seen, deleted into the trash, and brought back.

    `read` gives None and None where there is none; `save` takes None as the revision of a new one. What raises, raises
    what the contract says.
    """

    values: ClassVar[st.SearchStrategy[object]]
    """Documents to save."""
    examples: ClassVar[tuple[object, object]]
    """Two documents that differ."""

    def names(self, store: Store) -> tuple[str, ...]:
        """The names of all documents, sorted."""
        raise NotImplementedError

    def read(self, store: Store, name: str) -> tuple[Value | None, str | None]:
        """A document as it was saved, and its revision."""
        raise NotImplementedError

    def save(self, store: Store, name: str, value: Value, seen: str | None) -> str | None:
        """Save it; its new revision."""
        raise NotImplementedError

    def delete(self, store: Store, name: str) -> str:
        """Put it into the trash; what brings it back."""
        raise NotImplementedError

    def deleted(self, store: Store) -> Mapping[str, str]:
        """The names of what is in the trash, by what brings it back; the last deleted first."""
        raise NotImplementedError

    def restore(self, store: Store, trash_id: str) -> str:
        """Bring it back; its name."""
        raise NotImplementedError

    def signature(self, store: Store, name: str) -> str:
        """Changes whenever the document does, empty where there is none."""
        raise NotImplementedError
