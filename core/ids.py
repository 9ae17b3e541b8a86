"""Identifiers as a service: random, lower-case, injectable."""

import secrets
from typing import Protocol

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: people read ids aloud


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
        return secrets.choice(_ALPHABET[:24]) + "".join(secrets.choice(_ALPHABET) for _ in range(25))

    def token(self) -> str:
        """A URL-safe secret of 32 bytes."""
        return secrets.token_urlsafe(32)
