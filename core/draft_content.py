"""The values of a draft's entries, each made of its JSON when it is asked for."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .draft_values import Entry
from .values import frozen


@frozen
class DraftContent(Mapping[str, Any]):
    """See the module: cheap for thousands of entries of which few are looked at."""

    entries: Mapping[str, Entry]

    def __getitem__(self, key: str) -> Any:
        return self.entries[key].value

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def values_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of JSON texts by key."""
    return {key: json.loads(text) for key, text in texts.items()}
