"""Every error that Penstock answers with: one class, code, HTTP status and log level each.

At the edge each becomes `{"error": {"code", "message", "hint", "field", "retryable", "request_id"}}`. Anything that is
raised and is not a `PenstockError` is a bug, answered as `internal` with status 500.
"""

import errno
import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar


class PenstockError(Exception):
    """Raised when a request cannot be met; says what is wrong and what to do about it."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    log_level: ClassVar[int] = logging.ERROR
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        field: str | None = None,
        details: Mapping[str, object] | None = None,
        faults: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field
        self.details: Mapping[str, object] = details or {}
        self.faults = tuple(faults)

    def as_json(self, request_id: str = "") -> dict[str, object]:
        """The body of the answer; `faults` and the keys of `details` appear only where there are any."""
        body: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "field": self.field,
            "retryable": self.retryable,
            "request_id": request_id,
        }
        if self.faults:
            body["faults"] = list(self.faults)
        body.update(self.details)
        return {"error": body}


class ClientError(PenstockError):
    """Raised when the request itself is at fault."""

    code = "bad_request"
    status = 400
    log_level = logging.INFO


class BadName(ClientError):
    """Raised when an id or a file name is not one that Penstock accepts."""

    code = "bad_name"


class BadImage(ClientError):
    """Raised when bytes are not an image that Penstock accepts; the message says why."""

    code = "bad_image"


class BadArchive(ClientError):
    """Raised when a zip file is not one that Penstock unpacks; the message says why, `details["member"]` what."""

    code = "bad_zip"


class ForbiddenOrigin(ClientError):
    """Raised when a request comes from another site or carries a foreign Host."""

    code = "forbidden_origin"
    status = 403


class ReadOnly(ClientError):
    """Raised when the data may be read and not written (file permissions, a newer format)."""

    code = "read_only"
    status = 403


class Unauthorized(ClientError):
    """Raised when a server that listens beyond loopback gets a request without its token."""

    code = "unauthorized"
    status = 401


class NotFound(ClientError):
    """Raised when what is addressed does not exist."""

    code = "not_found"
    status = 404


class EndOfFolder(NotFound, IndexError):
    """Raised by a walk through a folder that has come to its end: there is no picture at that place."""

    code = "end_of_folder"


class MethodNotAllowed(ClientError):
    """Raised when a path exists and the method does not."""

    code = "method_not_allowed"
    status = 405


class Conflict(ClientError):
    """Raised when the state has moved on; `details["current"]` holds the state as it is now."""

    code = "conflict"
    status = 409


class TooLarge(ClientError):
    """Raised when a body, a file or a label is larger than the limit that the message names."""

    code = "too_large"
    status = 413


class TooSlow(ClientError):
    """Raised when a body does not arrive within its time."""

    code = "too_slow"
    status = 408
    retryable = True


class UnsupportedType(ClientError):
    """Raised when a body has a content type that the route does not take."""

    code = "unsupported_type"
    status = 415


class Invalid(ClientError):
    """Raised when a body does not fit its shape; `faults` lists every fault with its path."""

    code = "invalid"
    status = 422


class Refused(ClientError):
    """Raised when a plugin refuses a change before it is stored; the message is the plugin's reason."""

    code = "refused"
    status = 422


class PluginFailed(ClientError):
    """Raised when a plugin that had to be asked before a change raised an error itself."""

    code = "plugin_failed"
    status = 424
    log_level = logging.WARNING


class Busy(ClientError):
    """Raised when a lock was not free within 5 s, or a file is open elsewhere; nothing was changed, try again."""

    code = "busy"
    status = 423
    retryable = True


class DiskFull(ClientError):
    """Raised when the disk has no room; nothing was changed, deleting still works."""

    code = "disk_full"
    status = 507
    log_level = logging.WARNING
    retryable = True


class StorageFailed(ClientError):
    """Raised when the disk reports an error; nothing was acknowledged."""

    code = "storage_failed"
    status = 503
    log_level = logging.ERROR
    retryable = True


class Unavailable(ClientError):
    """Raised when Penstock is starting or stopping."""

    code = "unavailable"
    status = 503
    retryable = True


def from_object(body: Mapping[str, object], details: Mapping[str, object] | None = None) -> PenstockError:
    """The error that `body` (the `error` object of an answer) stands for; `details` are added to its own."""
    kinds = {kind.code: kind for kind in _with_subclasses(PenstockError)}
    faults = body.get("faults", ())
    return kinds.get(str(body.get("code")), PenstockError)(
        str(body.get("message", "")),
        hint=str(body.get("hint", "")),
        field=None if body.get("field") is None else str(body["field"]),
        details={**{key: value for key, value in body.items() if key not in _STANDARD}, **(details or {})},
        faults=[str(fault) for fault in faults] if isinstance(faults, Sequence) else (),
    )


_STANDARD = frozenset({"code", "message", "hint", "field", "retryable", "request_id", "faults"})


def _with_subclasses(kind: type[PenstockError]) -> list[type[PenstockError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _with_subclasses(below))]


_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_IN_THE_WAY = {errno.ENOTDIR, errno.EISDIR, errno.ELOOP}


def from_os_error(error: OSError, action: str) -> PenstockError:
    """The error to answer with when the operating system refuses `action` (a phrase such as "store the image")."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return DiskFull(f"The disk is full: could not {action}.", hint="Free some space, then try again.")
    if error.errno in _READ_ONLY:
        return ReadOnly(f"The folder cannot be written: could not {action}.", hint="Check the folder's permissions.")
    if error.errno == errno.EBUSY:
        return Busy(f"Another program has the file open: could not {action}.", hint="Close it there, then try again.")
    if error.errno == errno.ENAMETOOLONG:
        return BadName(f"A file name is too long: could not {action}.", hint="Use a shorter name.")
    if error.errno in _IN_THE_WAY:
        return Conflict(f"A file, a folder or a link is in the way: could not {action}.", hint="Move it elsewhere.")
    return StorageFailed(f"Could not {action}: {reason}.", hint="Check the disk, then try again.")
