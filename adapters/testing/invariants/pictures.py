"""Pictures for suites that need many different ones and no image library."""

import zlib


def png(number: int) -> bytes:
    """A valid PNG, 2x2 gray, different for each number; written by hand so that no image library is needed."""
    rows = b"".join(b"\0" + bytes([(number + 31 * i) % 256, number // 256 % 256]) for i in range(2))
    chunks = ((b"IHDR", b"\0\0\0\2\0\0\0\2\x08\0\0\0\0"), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
