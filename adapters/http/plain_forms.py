"""Forms in the old way, `application/x-www-form-urlencoded`: what scripts send that were written for replaced systems.

Only legacy routes without files take them; who may call is checked as for every other body.
"""

from typing import Final, cast
from urllib.parse import parse_qs

import attrs

from ...core.errors import TooLarge
from ...core.routes import RouteSpec
from .form import MAX_PARTS
from .shapes import takes_uploads

PLAIN_FORM: Final = "application/x-www-form-urlencoded"


def takes_plain_forms(spec: RouteSpec) -> bool:
    """Whether this route takes such a form."""
    body = spec.body
    return spec.legacy and body is not None and attrs.has(body) and not takes_uploads(cast("type[object]", body))


def plain_form(data: bytes) -> dict[str, list[str]]:
    """The values of each field; what is not UTF-8 comes out with lone surrogates, which are refused as no text."""
    try:
        text = data.decode("utf-8", "surrogateescape")
        return parse_qs(text, keep_blank_values=True, errors="surrogateescape", max_num_fields=MAX_PARTS)
    except ValueError as error:
        raise TooLarge(f"A form has at most {MAX_PARTS} fields.", hint="Send fewer at once.") from error
