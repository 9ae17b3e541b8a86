"""Why a server cannot be used: in the log, for whoever runs it, and without any password."""

import logging
from collections.abc import Callable

import pytest

from penstock.core.contracts.database import DatabaseSchema
from penstock.core.errors import Unavailable
from penstock.plugins.database.service import DatabaseService

Services = Callable[..., DatabaseService]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("postgresql://bob:s3cr3t@127.0.0.1:1/x", "port 1"),
        ("postgresql://bob:s3cr3t@127.0.0.1:99999/x", "99999"),
        ("postgresql://bob:s3cr3t@127.0.0.1:1/x?sslmode=bogus", "sslmode"),
        ("postgresql://bob:s3cr3t@127.0.0.1:1/x?nonsense=1", "nonsense"),
    ],
)
def test_the_log_says_why_there_is_no_server(
    services: Services, schema: DatabaseSchema, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    """One warning, in the words of the driver, and no traceback; the answer says what to check."""
    pytest.importorskip("psycopg")
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable) as told:
        services(text).engine(schema)
    (line,) = caplog.records
    assert reason in line.getMessage()
    assert line.exc_info is None
    assert "s3cr3t" not in caplog.text + str(told.value) + told.value.hint
    assert "database.url" in told.value.hint


@pytest.mark.parametrize("option", ["password=s3cr3t", "sslpassword=s3cr3t", "password=a&password=s3cr3t"])
def test_the_address_hides_passwords_among_the_options(services: Services, option: str) -> None:
    """Those of the driver, too; the other options stay."""
    address = services(f"postgresql://me@host/all?sslmode=require&{option}").address
    assert "s3cr3t" not in address
    assert "sslmode=require" in address


@pytest.mark.parametrize("text", ["postgresql:/bob:s3cr3t@host/x", "postgresql://bob:@host:s3cr3t/x"])
def test_a_url_that_cannot_be_read_is_not_repeated(services: Services, schema: DatabaseSchema, text: str) -> None:
    """Not even by what caused the error: it would be in a traceback."""
    with pytest.raises(Unavailable) as told:
        services(text).engine(schema)
    assert "s3cr3t" not in f"{told.value} {told.value.hint}"
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
