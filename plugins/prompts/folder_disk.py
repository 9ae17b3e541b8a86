"""The files of one folder of prompts: prompts.json with what `DocumentDisk` keeps of it."""

import logging
from typing import Final

from ...core.document_disk import DocumentKind
from .decoding import MOST_BYTES

FILE_NAME: Final = "prompts.json"
V2_ASIDE: Final = "v2"
"""What prompts are kept as when they are taken back to version 1."""

KIND: Final = DocumentKind(
    file_name=FILE_NAME,
    most_bytes=MOST_BYTES,
    log=logging.getLogger("penstock.prompts"),
    busy="Another program is changing these prompts.",
    the="the prompts",
    as_it_was="the prompts as they were",
    copy_of="the prompts of",
    no_folder="no folder for prompts",
)
