"""The crash suite of services that keep documents by name."""

from pathlib import Path
from typing import Any, ClassVar

from .crashes import CrashSuite
from .shelves import Shelf


class KeptDocumentsCrashSuite(CrashSuite[Any]):
    """See `CrashSuite`. There are two documents and a deleted one. Contracts say the `shelf`."""

    shelf: ClassVar[Shelf[Any, Any]]
    may_be_under_both: ClassVar[bool] = False
    """Whether a crash may leave a document both under its name and in the trash: nothing is lost then, either."""

    def __init_subclass__(cls) -> None:
        """Say the operations, once the shelf is known."""
        if "shelf" in vars(cls):
            shelf = cls.shelf
            first, second = shelf.examples
            cls.OPERATIONS = {
                "create": lambda store: shelf.save(store, "new", first, None),
                "save": lambda store: shelf.save(store, "cats", second, shelf.read(store, "cats")[1]),
                "delete": lambda store: shelf.delete(store, "cats"),
                "bring back": lambda store: shelf.restore(store, next(iter(shelf.deleted(store)))),
            }

    def open_store(self, folder: Path) -> Any:
        """The service of a new process on `folder`, of which `self.faults` are the faults."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def prepare(self, store: Any) -> None:
        """See the class."""
        for name in ("cats", "dogs", "gone"):
            self.shelf.save(store, name, self.shelf.examples[0], None)
        self.shelf.delete(store, "gone")

    def seen(self, store: Any) -> Any:
        """Every document by name; what is in the trash."""
        found = {name: self.shelf.read(store, name)[0] for name in self.shelf.names(store)}
        return found, sorted(self.shelf.deleted(store).values())

    def fits(self, found: Any, before: Any, after: Any) -> bool:
        """The one or the other; both where a document may be at two places for a while."""
        if super().fits(found, before, after):
            return True
        both = {**before[0], **after[0]}
        trash = sorted({*before[1], *after[1]})
        return (
            self.may_be_under_both
            and found[0] in (before[0], after[0], both)
            and found[1]
            in (
                before[1],
                after[1],
                trash,
            )
        )

    def go_on(self, store: Any, found: Any) -> None:
        """Every document can be saved again, and a new one made."""
        for name in (*found[0], "next"):
            value = self.shelf.examples[1]
            self.shelf.save(store, name, value, self.shelf.read(store, name)[1])
            assert self.shelf.read(store, name)[0] == value
