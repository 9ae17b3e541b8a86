"""Where the pools are: a bucket, a prefix in it, and the server that has it."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from ...core.errors import ClientError
from ...core.values import frozen

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NUMBERS: Final = re.compile(r"[0-9.]+")
_URL: Final = re.compile(r"https?://[!-\"$->A-~]+", re.IGNORECASE)
"""Printable, without blanks, `#`, `?` and `@`."""
_CREDENTIALS: Final = "Credentials are no part of {}."
_WHERE: Final = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, for the server that runs Penstock."


@frozen(kw_only=True)
class Address:
    """See the module. `endpoint` and `region` are empty where AWS' own rules find them."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    def __str__(self) -> str:
        """The address as people write it."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def key(self, *parts: str) -> str:
        """The key of an object below the prefix."""
        return "/".join([self.prefix, *parts] if self.prefix else parts)

    @property
    def digest(self) -> str:
        """A name for a folder of this machine: another one for another address."""
        return hashlib.sha256(f"{self.endpoint}\0{self}".encode()).hexdigest()[:16]


def parsed(address: str, endpoint: str = "", region: str = "") -> Address:
    """The address in the words of the settings; `ClientError` where they make none. No error repeats credentials."""
    if "@" in address:
        raise ClientError(_CREDENTIALS.format("an address"), hint=_WHERE, field="pools_s3.address")
    scheme, _, rest = address.strip().partition("://")
    bucket, _, prefix = rest.strip("/").partition("/")
    parts = prefix.split("/")
    if scheme != "s3" or not _BUCKET.fullmatch(bucket) or _is_odd(bucket):
        raise ClientError(f"{address[:80]!r} is no address: write s3://bucket/prefix.", field="pools_s3.address")
    if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(parts)):
        raise ClientError(
            f"{address[:80]!r} is no address: {prefix[:80]!r} may have letters, digits, '-', '_', '.' and '/'.",
            field="pools_s3.address",
        )
    if region.strip() and not _LABEL.fullmatch(region.strip()):
        raise ClientError(f"{region[:80]!r} is no region.", field="pools_s3.region")
    return Address(bucket=bucket, prefix=prefix, endpoint=_checked(endpoint.strip()), region=region.strip())


def _is_odd(bucket: str) -> bool:
    """What looks like a bucket's name and is none: an IP address, parts of a name that are empty."""
    return bool(_NUMBERS.fullmatch(bucket)) or any(one in bucket for one in ("..", ".-", "-."))


def _checked(endpoint: str) -> str:
    if not endpoint:
        return ""
    if "@" in endpoint:
        raise ClientError(_CREDENTIALS.format("a server"), hint=_WHERE, field="pools_s3.endpoint")
    try:
        found = urlsplit(endpoint)
        plain = found.scheme in ("http", "https") and _is_host(found.hostname or "") and found.port != 0
    except ValueError:
        plain = False
    if not plain or not _URL.fullmatch(endpoint):
        raise ClientError(
            f"{endpoint[:80]!r} is no server.",
            hint="Write http://host:port. A host has letters, digits, '-' and '.', no '_'.",
            field="pools_s3.endpoint",
        )
    return endpoint.rstrip("/")


def _is_host(host: str) -> bool:
    return ":" in host or (0 < len(host) < 254 and all(_LABEL.fullmatch(one) for one in host.rstrip(".").split(".")))
