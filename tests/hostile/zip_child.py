"""Imports of profiles in a process of their own: what they cost, or what is left when it is killed in the middle.

`zip_child.py SPEC`, where SPEC is JSON: `{"folder", "archives", "stop_at", "limit"}`. Each archive is imported; at the
telling of progress number `stop_at` (-1: never) it says so and waits to be killed. Prints one line of JSON at its end.
"""

import json
import resource
import sys
import threading
from pathlib import Path
from typing import Any

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import ClientError

_SELF = Path("/proc/self")
_START_PEAK_ANEW = "5"


def _resident(line: str) -> int:
    text = (_SELF / "status").read_text()
    return next(int(one.split()[1]) for one in text.splitlines() if one.startswith(line)) * 1024


def main(spec: dict[str, Any]) -> None:
    """Import them."""
    house = ProfileHouse(Path(spec["folder"])).start()
    left = spec["stop_at"]
    outcomes: dict[str, int] = {}
    tellings = 0

    def progress(_done: int, _total: int) -> None:
        nonlocal tellings
        tellings += 1
        if left >= 0 and tellings > left:
            sys.stdout.write("now\n")
            sys.stdout.flush()
            threading.Event().wait()

    if warm := spec.get("warm"):
        house.profiles.delete(house.profiles.import_zip(Path(warm), "warm.zip").profile.id)
    (_SELF / "clear_refs").write_text(_START_PEAK_ANEW)
    before = _resident("VmRSS")
    for archive in spec["archives"]:
        try:
            came = house.profiles.import_zip(Path(archive), "sent.zip", progress)
            house.profiles.delete(came.profile.id)
            outcome = "taken"
        except ClientError as error:
            outcome = error.code
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    spent = resource.getrusage(resource.RUSAGE_SELF)
    grown = _resident("VmHWM") - before
    sys.stdout.write(
        json.dumps({"outcomes": outcomes, "grown": grown, "tellings": tellings, "cpu": spent.ru_utime}) + "\n"
    )
    house.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
