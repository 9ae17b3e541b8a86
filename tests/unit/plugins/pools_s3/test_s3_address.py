"""What the settings say of the bucket: usable, or refused at the start in words that repeat no credentials."""

import pytest

from penstock.core.errors import ClientError
from penstock.plugins.pools_s3.address import parsed


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:9000", "https://minio.example.com/", "http://minio", "http://[::1]:9000",
        "https://gateway.example.com/s3", "HTTP://LOCALHOST:1",
    ],
)  # fmt: skip
def test_servers_that_can_be_asked(endpoint: str) -> None:
    """Names, numbers, ports, and a path below one."""
    assert parsed("s3://bucket/x", endpoint).endpoint == endpoint.rstrip("/")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://my_minio:9000", "http://127.0.0.1:99999", "http:// 127.0.0.1:1", "http://127.0.0.1:1\nX: y",
        "http://127.0.0.1:1/?token=x", "http://127.0.0.1:1#x", "file:///etc", "http://[::1", "http://", "minio:9000",
        "http://a..b",
    ],
)  # fmt: skip
def test_what_the_client_could_not_ask_is_no_server(endpoint: str) -> None:
    """It is refused at the start, instead of at every request."""
    with pytest.raises(ClientError) as raised:
        parsed("s3://bucket", endpoint)
    assert raised.value.field == "pools_s3.endpoint"


@pytest.mark.parametrize("place", ["http://user:secret@host", "http://:secret@host:1", "http://secret@host"])
def test_credentials_are_not_repeated(place: str) -> None:
    """Errors are logged and shown in the plugin list."""
    for told in (("s3://bucket", place), ("s3://AKIA:secret@bucket/x", "")):
        with pytest.raises(ClientError) as raised:
            parsed(*told)
        assert "secret" not in f"{raised.value} {raised.value.hint}"
        assert "AWS_PROFILE" in raised.value.hint


@pytest.mark.parametrize("address", ["s3://a..b", "s3://192.168.1.1/x", "s3://a.-b", "s3://bucket//x", "s3://b"])
def test_names_that_no_bucket_has(address: str) -> None:
    """The client would refuse them at every request."""
    with pytest.raises(ClientError):
        parsed(address)


def test_a_region_is_one_word() -> None:
    """As the name of a server is made of it."""
    with pytest.raises(ClientError):
        parsed("s3://bucket", "", "eu central!")
    assert parsed("s3://bucket", "", " eu-central-1 ").region == "eu-central-1"
