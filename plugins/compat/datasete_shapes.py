"""What Dataset Gates' gate routes take and answer. `id` is the node's id in the run, `12:3` inside a subgraph."""

from ...core.contracts.uploads import Upload
from ...core.values import frozen


@frozen(kw_only=True)
class ChoiceForm:
    """`message` is a route, "1" to "10", or `__cancel__`."""

    id: str
    message: str


@frozen(kw_only=True)
class MaskForm:
    """The mask, white = painted; none, or one without bytes, clears."""

    id: str
    mask: Upload | None = None


@frozen(kw_only=True)
class TextForm:
    """The text to pass."""

    id: str
    text: str = ""


@frozen(kw_only=True)
class SelectForm:
    """`token` is that of the show event; `selection` a JSON list of positions, or `action` is `cancel`."""

    id: str | None = None
    token: str | None = None
    selection: str | None = None
    action: str = ""


@frozen(kw_only=True)
class Done:
    """Nothing more to say."""
