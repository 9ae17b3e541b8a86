"""The small pure parts of the edge: strict JSON, shapes from text, ETags, ranges, headers, the document."""

import enum
import json
from typing import Any, Literal

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.http.byte_ranges import NotSatisfiable, Span, requested
from penstock.adapters.http.caching import quoted, unchanged
from penstock.adapters.http.disposition import attachment
from penstock.adapters.http.event_stream import frame
from penstock.adapters.http.guard import Guard, check_origin, is_loopback, place_of
from penstock.adapters.http.json_schema import Schemas
from penstock.adapters.http.openapi import document
from penstock.adapters.http.shapes import from_texts, takes_uploads
from penstock.adapters.http.strict_json import LARGEST_SEED, MAX_DEPTH, parse
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import ClientError, Invalid
from penstock.core.routes import FileAnswer, RouteSpec

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=json_values)
def test_json_is_read_as_it_was_written(value: Any) -> None:
    """Every JSON value that other parsers read alike passes unchanged."""
    assert parse(json.dumps(value).encode()) == value


@given(data=st.binary(max_size=60))
def test_any_bytes_are_json_or_a_client_s_error(data: bytes) -> None:
    """Arbitrary bytes raise a client's error or nothing."""
    try:
        parse(data)
    except ClientError:
        return


def test_depth_and_size_of_numbers_are_limited() -> None:
    """The limits hold exactly."""
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(ClientError, match="levels"):
        parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
    assert parse(b"18446744073709551615", LARGEST_SEED) == 2**64 - 1
    for number in (b"18446744073709551615", b"-9223372036854775809", b"1" + b"0" * 5000):
        with pytest.raises(ClientError, match="too large"):
            parse(number)


class Colour(enum.StrEnum):
    RED = "red"


@frozen
class Query:
    """What a query may hold."""

    name: str
    count: int = 0
    part: float = 0.0
    on: bool = False
    tags: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    colour: Colour | None = None
    limit: int | None = None
    kind: Literal["a", "b"] = "a"


def query(**texts: list[str]) -> Query:
    return from_texts(Query, texts, {})


def test_texts_become_the_types_of_their_fields() -> None:
    """Whole numbers, numbers, truth values, lists, enums and optional fields are read from text."""
    made = query(
        name=["5"],
        count=["-7"],
        part=["1.5e2"],
        on=["TRUE"],
        tags=["x", "y"],
        numbers=["1", "2"],
        colour=["red"],
        limit=["3"],
        kind=["b"],
    )

    assert made == Query("5", -7, 150.0, True, ("x", "y"), (1, 2), Colour.RED, 3, "b")
    assert query(name=[""], tags=["one"]).tags == ("one",)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"name": ["a", "b"]},
        {"name": ["a"], "count": ["1.0"]},
        {"name": ["a"], "count": [""]},
        {"name": ["a"], "count": ["\u0661"]},
        {"name": ["a"], "count": ["0x1"]},
        {"name": ["a"], "count": ["9" * 30]},
        {"name": ["a"], "part": ["nan"]},
        {"name": ["a"], "part": ["inf"]},
        {"name": ["a"], "on": ["yes"]},
        {"name": ["a"], "colour": ["blue"]},
        {"name": ["a"], "kind": ["c"]},
        {"name": ["a"], "other": ["1"]},
        {"name": ["\udc80"]},
    ],
    ids=str,
)
def test_texts_that_do_not_fit_are_refused(texts: dict[str, list[str]]) -> None:
    """What is missing, doubled, unknown or of another type is `Invalid`, with its fault."""
    with pytest.raises(Invalid) as refused:
        from_texts(Query, texts, {})

    assert refused.value.faults


def test_fields_for_files_are_found() -> None:
    """A class takes uploads where a field is one, may be one, or is a list of them."""

    @frozen
    class One:
        file: Upload

    @frozen
    class Maybe:
        file: Upload | None = None

    @frozen
    class Many:
        files: tuple[Upload, ...] = ()

    assert [takes_uploads(kind) for kind in (One, Maybe, Many, Query)] == [True, True, True, False]


def test_etags_are_compared_as_clients_send_them() -> None:
    """One of several tags, a weak one and `*` mean that nothing changed; no tag never does."""
    assert [quoted("a"), quoted('"a"'), quoted('W/"a"'), quoted("a b"), quoted("")] == ['"a"', '"a"', '"a"', "", ""]
    for sent in ('"a"', 'W/"a"', '"b", "a"', "*"):
        assert unchanged(sent, '"a"')
    for sent in ("", '"b"', "a", '"ab"'):
        assert not unchanged(sent, '"a"')
    assert not unchanged("*", "")


@given(text=st.text(max_size=30), size=st.integers(0, 50))
def test_ranges_lie_inside_the_file(text: str, size: int) -> None:
    """Whatever a Range header holds, the span that comes out lies in the file and is not empty."""
    for header in (text, f"bytes={text}", "bytes=0-", "bytes=-5", f"bytes={size}-"):
        try:
            span = requested(header, size)
        except NotSatisfiable:
            continue
        assert span is None or (span.length > 0 and 0 <= span.start <= span.start + span.length <= size)


def test_ranges_are_inclusive() -> None:
    """`bytes=a-b` holds both ends."""
    assert requested("bytes=2-4", 10) == Span(2, 3)
    assert requested("bytes=-3", 10) == Span(7, 3)


@given(name=st.text(max_size=40))
def test_download_names_stay_in_their_header(name: str) -> None:
    """No name breaks out of the quotes or the line."""
    header = attachment(name)

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@given(name=st.text(max_size=20), text=st.text(max_size=60), identity=st.text(max_size=20))
def test_events_stay_in_their_frame(name: str, text: str, identity: str) -> None:
    """No event name, no id and no data can forge a second event."""
    made = frame(name, text, identity)

    assert made.endswith(b"\n\n")
    assert made.count(b"\n\n") == 1
    lines = made.decode().strip("\n").split("\n")
    if lines[0].startswith("id: "):
        del lines[0]
    assert lines[0].startswith("event: ")
    assert all(line.startswith("data: ") for line in lines[1:])


def test_hosts_are_read_without_looking_them_up() -> None:
    """Only names and addresses written as such are hosts, and loopback is decided by the text."""
    for bad in ("", " ", "a b", "a:b", "a:99999", "a:1:2", "[::1", "a/b", "a@b", "a..b", ".a", "a.", "é", "a:1\n:2"):
        assert place_of(bad) is None, bad
    assert [is_loopback(name) for name in ("localhost", "127.0.0.1", "127.9.9.9", "[::1]")] == [True] * 4
    for name in ("127.1", "127.0.0.1.evil.com", "localhost.evil.com", "0.0.0.0", "[::]", "2130706433", "127.evil.com"):
        assert not is_loopback(name)


def test_trusted_origins_are_written_properly() -> None:
    """An origin is a scheme and a host, nothing else."""
    assert check_origin("https://Example.org") == "https://example.org"
    for bad in ("*", "example.org", "https://example.org/", "https://", "ftp://x", "https://a@b"):
        with pytest.raises(ClientError):
            check_origin(bad)


def test_tokens_are_compared_whole() -> None:
    """Only the very token is accepted; without one nothing is."""
    guard = Guard(token="abc")

    assert [guard.accepts(text) for text in ("abc", "ab", "abcd", "", "é", "\udc80")] == [True] + [False] * 5
    assert not Guard().accepts("")
    assert "abc" not in repr(guard)


@frozen
class Inner:
    """Inside."""

    x: int
    again: "tuple[Inner, ...]" = ()


@frozen
class Outer:
    """All kinds of fields."""

    inner: Inner
    colour: Colour
    either: int | str | None
    free: Any
    counts: dict[str, int]
    file: Upload | None = None


def test_schemas_follow_the_classes() -> None:
    """Attrs classes become components, what has no default is required, nothing else is allowed; circles end."""
    schemas = Schemas()

    assert schemas.of(Outer) == {"$ref": "#/components/schemas/Outer"}
    outer = schemas.components["Outer"]
    assert outer["required"] == ["inner", "colour", "either", "free", "counts"]
    assert outer["additionalProperties"] is False
    assert outer["properties"]["colour"] == {"enum": ["red"]}
    assert outer["properties"]["either"]["anyOf"][2] == {"type": "null"}
    assert outer["properties"]["counts"]["additionalProperties"]["type"] == "integer"
    assert schemas.components["Inner"]["properties"]["again"]["items"] == {"$ref": "#/components/schemas/Inner"}


def test_the_document_holds_what_the_spec_says() -> None:
    """Method, path values, query, body, answer and errors of a route stand in its operation."""
    spec = RouteSpec(
        name="tested.put",
        method="PUT",
        path="/penstock/things/{thing}/{rest:.+}",
        handler=lambda _call: None,
        query=Query,
        body=Inner,
        answer=FileAnswer,
        legacy=True,
    )

    made = document([spec])

    operation = made["paths"]["/penstock/things/{thing}/{rest}"]["put"]
    assert [one["name"] for one in operation["parameters"] if one["in"] == "path"] == ["thing", "rest"]
    assert [one["name"] for one in operation["parameters"] if one["required"]] == ["thing", "rest", "name"]
    forms = {"multipart/form-data", "application/x-www-form-urlencoded"}
    assert set(operation["requestBody"]["content"]) == {"application/json", *forms}
    assert {"200", "304", "4XX", "5XX"} == set(operation["responses"])
    assert operation["deprecated"] is True
    assert made["openapi"] == "3.1.0"
