"""What a line of a shell block asks for: a command of `penstock`, a request, or something of the system."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Final

import click
from attrs import frozen

from penstock.adapters.standalone.command import main
from penstock.core.routes import RouteSpec
from penstock.core.wire import decode

_REDIRECTION: Final = re.compile(r"\s(?:[<>|]|2>|&&).*$")
_COMMENT: Final = re.compile(r"\s+# .*$")
_ADDRESS: Final = re.compile(r"https?://[^/\s]+(?P<path>/[^\s?]*)")
_ASSIGNMENTS: Final = re.compile(r"^(?:[A-Z_]+=\S*\s+)+")


def lines(text: str) -> list[str]:
    """The commands of a block, continued lines joined, comments left out."""
    joined = text.replace("\\\n", " ")
    found = [_COMMENT.sub("", line).strip() for line in joined.splitlines()]
    return [line for line in found if line and not line.startswith("#")]


def words_of(line: str) -> list[str]:
    """The words of the first command of a line, without assignments, redirections and what comes after."""
    plain = _ASSIGNMENTS.sub("", line)
    return shlex.split(_REDIRECTION.sub("", plain))


def check_penstock(line: str) -> None:
    """`AssertionError` where `penstock` does not know a command, an option or a value in this line; runs nothing."""
    words = words_of(line)
    assert words[0] == "penstock", line
    command: click.Command = main
    context = click.Context(main, info_name="penstock", resilient_parsing=False)
    rest = words[1:]
    try:
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            _, found, rest = command.resolve_command(context, rest)
            assert found is not None, line
            command = found
            context = click.Context(command, info_name=command.name, parent=context)
        if "--help" not in rest and "-h" not in rest:
            command.make_parser(context).parse_args(list(rest))
    except click.ClickException as error:
        raise AssertionError(f"{line}: {error.format_message()}") from error


@frozen
class Request:
    """What a line of curl sends."""

    method: str
    path: str
    body: object


def request_of(line: str) -> Request | None:
    """The request of a line of curl to Penstock, None for other addresses."""
    words = words_of(line)
    found = next((match for word in words if (match := _ADDRESS.match(word))), None)
    if found is None or not found["path"].startswith("/penstock"):
        return None
    data = [words[place + 1] for place, word in enumerate(words) if word in ("-d", "--data")]
    sends = data or "-F" in words
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if sends else "GET"
    return Request(method, found["path"], json.loads(data[0]) if data else None)


def check_request(request: Request, routes: tuple[RouteSpec, ...]) -> None:
    """`AssertionError` where no route takes it, `Invalid` where its JSON does not fit."""
    fitting = [one for one in _at(request.path, routes) if one.method == request.method]
    assert fitting, f"no route takes {request.method} {request.path}"
    if request.body is not None and fitting[0].body is not None:
        decode(fitting[0].body, request.body)


def _at(path: str, routes: tuple[RouteSpec, ...]) -> Iterator[RouteSpec]:
    for one in routes:
        pattern = re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(one.path))
        if re.fullmatch(pattern, path):
            yield one
