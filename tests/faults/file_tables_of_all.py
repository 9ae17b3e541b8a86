"""Every table there is."""

from typing import Final

import pytest

from .file_core_tables import DRAFTS, LITTLE, SETTINGS, TRASH
from .file_document_tables import LIBBERS, PROMPTS, SCENES, STORIES
from .file_gate_tables import PARKED, PLACES
from .file_pool_tables import POOLS, PROFILES
from .file_run_tables import ENGINE, EXECUTIONS, EXPORTS, SAVING

TABLES: Final = (
    *(POOLS, PROFILES),
    *(LIBBERS, PROMPTS, SCENES, STORIES),
    *(EXECUTIONS, EXPORTS, SAVING, ENGINE),
    *(PLACES, PARKED),
    *(DRAFTS, SETTINGS, TRASH, LITTLE),
)
CASES: Final = tuple(pytest.param(*case, id=f"{case[0].name}: {case[1]}") for table in TABLES for case in table.cases())
REFUSED: Final = tuple(one for one in CASES if one.values[1] not in one.values[0].apart)
"""Those of which somebody is told that they could not be done."""
