"""Which bodies a route takes: JSON, forms with files, and forms in the old way; the document says the same."""

from typing import Any

import pytest
from attrs import evolve, frozen

from penstock.adapters.http.openapi import document
from penstock.adapters.http.plain_forms import plain_form, takes_plain_forms
from penstock.adapters.http.shapes import needs_uploads, without_uploads
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import TooLarge
from penstock.core.routes import RouteSpec


@frozen
class Note:
    """Text, and perhaps a file."""

    text: str
    file: Upload | None = None


@frozen
class Files:
    """A file, and perhaps more."""

    file: Upload
    more: tuple[Upload, ...] = ()


@frozen
class Plain:
    """No file."""

    text: str = ""


def spec(body: Any, *, legacy: bool = False) -> RouteSpec:
    return RouteSpec(name="t", method="POST", path="/t", handler=lambda _call: None, body=body, legacy=legacy)


def content(one: RouteSpec) -> dict[str, Any]:
    """The bodies that the document offers for this route, by content type."""
    found: dict[str, Any] = document([one])["paths"]["/t"]["post"]["requestBody"]["content"]
    return found


def test_a_file_that_may_be_absent_leaves_json_to_be_sent() -> None:
    """JSON without the file, or a form with it; a route that needs a file takes forms only."""
    assert set(content(spec(Note))) == {"application/json", "multipart/form-data"}
    assert set(content(spec(Note))["application/json"]["schema"]["properties"]) == {"text"}
    assert content(spec(Note))["application/json"]["schema"]["required"] == ["text"]
    assert set(content(spec(Files))) == {"multipart/form-data"}
    assert [needs_uploads(kind) for kind in (Note, Files, Plain)] == [False, True, False]
    assert without_uploads(Note) == ("text",)


def test_only_old_routes_without_files_take_old_forms() -> None:
    """What new pages send is never such a form: any page on the web may make one."""
    taking = {
        (kind, legacy): takes_plain_forms(spec(kind, legacy=legacy))
        for kind in (Plain, Note, dict, bytes, None)
        for legacy in (True, False)
    }
    assert [key for key, taken in taking.items() if taken] == [(Plain, True)]
    assert "application/x-www-form-urlencoded" in content(spec(Plain, legacy=True))
    assert "application/x-www-form-urlencoded" not in content(spec(Plain))
    assert takes_plain_forms(evolve(spec(Plain), legacy=True))


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"id=12%3A3&message=1", {"id": ["12:3"], "message": ["1"]}),
        (b"text=a+b%0Ac&text=", {"text": ["a b\nc", ""]}),
        (b"", {}),
        (b"id", {"id": [""]}),
        (b"id=%FF", {"id": ["\udcff"]}),
        (b"id=\xff", {"id": ["\udcff"]}),
    ],
)
def test_old_forms_are_read(data: bytes, fields: dict[str, list[str]]) -> None:
    """Blank values stay; what is not UTF-8 comes out as no text, for the decoder to refuse."""
    assert plain_form(data) == fields


def test_an_old_form_has_a_limited_number_of_fields() -> None:
    """More than a thousand are a 413."""
    with pytest.raises(TooLarge):
        plain_form(b"&".join(b"a=1" for _ in range(1001)))
