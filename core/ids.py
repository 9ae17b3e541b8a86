"""Identifiers as a service: random, lower-case, injectable."""

import secrets
from typing import Protocol

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: people read ids aloud
_SHIFTS = range(0, 125, 5)


class Ids(Protocol):
    """Mints what is new. Safe on any thread."""

    def new(self) -> str:
        """A new id: 26 characters, lower-case letters and digits, starting with a letter."""
        ...

    def token(self) -> str:
        """A secret of 32 bytes from `secrets`, URL-safe."""
        ...


class RandomIds:
    """Ids from the operating system's random source (about 129 bits each)."""

    def new(self) -> str:
        """A new id of 26 characters."""
        rest = secrets.randbits(125)  # drawn at once: each draw asks the operating system
        return secrets.choice(_ALPHABET[:24]) + "".join(_ALPHABET[rest >> shift & 31] for shift in _SHIFTS)

    def token(self) -> str:
        """A URL-safe secret of 32 bytes."""
        return secrets.token_urlsafe(32)
