"""What the server or the way to it refuses, in our words."""

from typing import Final

from ...core.errors import DiskFull, PenstockError, StorageFailed

_MISSING: Final = frozenset({"NoSuchKey"})
_LOST: Final = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})
_NO_STORE: Final = frozenset({"404", "NotFound", "405", "MethodNotAllowed", "301", "302", "307", "308"})
_REFUSED: Final = frozenset(
    {"AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
)
_FULL: Final = frozenset({"XMinioStorageFull", "QuotaExceeded", "InsufficientStorage", "507"})


class Missing(Exception):
    """Raised where there is no such object."""


class Lost(Exception):
    """Raised where an object is not what the writer saw: somebody else was faster."""


class Unchanged(Exception):
    """Raised where an object is still the one that the reader has."""


class Unanswered(StorageFailed):
    """Raised where the server does not answer, or has trouble of its own: what was asked may be done or not."""


class NoStore(Unanswered):
    """Raised where something else than an object store answers."""


class Unknown(StorageFailed):
    """Raised where nobody can tell whether a change was stored: the answer was lost, and the server is away."""


def translated(error: BaseException, action: str, where: str) -> Exception:
    """The error to raise for one of botocore's, of the connection's, or of the wait for it."""
    from botocore import exceptions as boto

    if isinstance(error, boto.ClientError):
        return _answered(error.response, action, where)
    if isinstance(error, (boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError)):
        return StorageFailed(
            f"Could not {action}: there are no credentials for {where}.",
            hint="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, for the server that runs Penstock.",
        )
    if isinstance(error, boto.ProfileNotFound):
        return StorageFailed(f"Could not {action}: {error}", hint="Check AWS_PROFILE and ~/.aws/config.")
    return Unanswered(
        f"Could not {action}: {where} does not answer ({type(error).__name__}).",
        hint="Check the network and the server, then try again.",
    )


def no_store(action: str, where: str) -> NoStore:
    """The error for an answer that no object store gives: a web page, another program."""
    return NoStore(
        f"Could not {action}: what answers for {where} is no object store.",
        hint="Check pools_s3.endpoint: it may be the port of a web page.",
    )


def _answered(response: object, action: str, where: str) -> Exception:
    said = response.get("Error", {}) if isinstance(response, dict) else {}
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    if code in _MISSING:
        return Missing()
    if code in _LOST:
        return Lost()
    if code in ("304", "NotModified"):
        return Unchanged()
    return _refused(code, message, action, where)


def _refused(code: str, message: str, action: str, where: str) -> PenstockError:
    if code == "NoSuchBucket":
        return StorageFailed(
            f"Could not {action}: there is no bucket at {where}.", hint="Make it, or check pools_s3.address."
        )
    if code in _REFUSED:
        return StorageFailed(
            f"Could not {action}: {where} refuses these credentials ({code}).",
            hint="They need to list the bucket, and to read, write and delete its objects.",
        )
    if code in _NO_STORE:
        return no_store(action, where)
    if code in _FULL:
        return DiskFull(f"The bucket is full: could not {action}.", hint="Free some space, then try again.")
    return Unanswered(f"Could not {action}: {where} answers {code}: {message[:200]}", hint="Try again.")
