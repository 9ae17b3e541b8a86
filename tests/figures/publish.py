"""`python tests/figures/publish.py FOLDER...`: the figures of a run into docs/figures.json and docs/reliability.md.

Make them with `PENSTOCK_FIGURES=FOLDER tox -e tests` (and `tox -e nightly`). Without a folder only the page is written
anew. A test compares the page with what this makes of the figures, so none of them is typed.
"""

import datetime
import sys
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)  # the folder of the namespace `figures`

from figures.gathering import added, lines, merged, store, stored
from figures.page import filled

ROOT: Final = Path(__file__).resolve().parents[2]
FIGURES: Final = ROOT / "docs" / "figures.json"
PAGE: Final = ROOT / "docs" / "reliability.md"


def main(folders: list[str]) -> None:
    """Merge what is in `folders`, then write the page."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    rows = merged(stored(FIGURES), added(lines(map(Path, folders)), today))
    store(FIGURES, rows)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
