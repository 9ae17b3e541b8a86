"""Runs a shell block in a place: servers are started and asked, addresses of this machine lead to one of the test."""

import re
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

from .commands import lines, words_of
from .pages import Block
from .places import Place
from .situations import SITUATIONS

_HERE: Final = re.compile(r"http://127\.0\.0\.1:(8188|8189)")


def run_block(place: Place, block: Block) -> str:
    """What its last command prints; `AssertionError` where one does not end well."""
    for need in block.needs:
        SITUATIONS[need](place)
    kept: list[str] = []
    printed = ""
    for line in lines(block.text):
        if line.startswith("export ") or re.fullmatch(r"cd \S+", line):
            kept.append(line)
        elif words_of(line)[:2] == ["penstock", "serve"]:
            place.stop()
            place.words["SERVER"] = place.serve(*words_of(line)[2:])
            answers(place.words["SERVER"])
        elif _HERE.search(line):
            address = place.words.get("SERVER") or place.words.setdefault("SERVER", place.serve())
            printed = place.run("\n".join([*kept, _HERE.sub(address, line)]))
        else:
            printed = place.run("\n".join([*kept, line]))
    return printed


def answers(address: str) -> None:
    """The server there answers."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request("GET", f"/penstock/plugins?{parts.query}")
        assert connection.getresponse().status == 200
    finally:
        connection.close()
