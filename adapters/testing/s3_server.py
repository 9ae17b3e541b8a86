"""A server on loopback that speaks S3, with conditional writes, for tests of stores in a bucket. Needs `moto[s3]`."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

CREDENTIALS: Final[Mapping[str, str]] = {
    "AWS_ACCESS_KEY_ID": "penstock",
    "AWS_SECRET_ACCESS_KEY": "for-tests-only",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What the environment needs to have, for a client to be let in. Anything else is as good."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a new server, without buckets; it ends with the block. Tests of one run share one: it forgets nothing
    in between.
    """
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    made = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    made.start()
    try:
        host, port = made.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        made.stop()
