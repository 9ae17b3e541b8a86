"""Files that come in with a request."""

from pathlib import Path

from ..values import frozen


@frozen(kw_only=True)
class Upload:
    """A file from a request, staged on disk by the edge. `file_name` is what the sender called it: a label only.

    It is there until the handler returns and is not forced to the disk: what is to stay is copied through `Files`.
    """

    path: Path
    file_name: str = ""
    content_type: str = ""
    size: int = 0
