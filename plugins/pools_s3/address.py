"""Where the pools are: a bucket, a prefix in it, and the server that has it."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from ...core.errors import ClientError
from ...core.values import frozen

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*")


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
    """The address in the words of the settings; `ClientError` where they make none."""
    scheme, _, rest = address.strip().partition("://")
    bucket, _, prefix = rest.strip("/").partition("/")
    parts = prefix.split("/")
    if scheme != "s3" or not _BUCKET.fullmatch(bucket):
        raise ClientError(f"{address!r} is no address: write s3://bucket/prefix.", field="pools_s3.address")
    if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(parts)):
        raise ClientError(
            f"{address!r} is no address: {prefix!r} may have letters, digits, '-', '_', '.' and '/'.",
            field="pools_s3.address",
        )
    return Address(bucket=bucket, prefix=prefix, endpoint=_checked(endpoint.strip()), region=region.strip())


def _checked(endpoint: str) -> str:
    if not endpoint:
        return ""
    try:
        found = urlsplit(endpoint)
        plain = found.scheme in ("http", "https") and bool(found.hostname) and not found.username
    except ValueError:
        plain = False
    if not plain:
        raise ClientError(
            f"{endpoint[:80]!r} is no server.",
            hint="Write http://host:port, without a name.",
            field="pools_s3.endpoint",
        )
    return endpoint.rstrip("/")
