"""What a database says that wants a transaction to be run again; apart, because it imports nothing heavy."""

from ...core.errors import Busy


class AskedAgain(Busy):
    """Raised where the database asks to run a transaction again."""
