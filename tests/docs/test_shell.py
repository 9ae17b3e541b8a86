"""Every shell block runs as it stands, on an empty machine with what the page says is there.

`penstock serve` is started, answers, and is stopped again. What curl asks of Penstock's addresses is asked of a server
of the test. Blocks that are not run are checked: the commands and options exist, the requests fit their routes.
"""

import shutil
import subprocess
from collections.abc import Callable

import pytest

from penstock.core.application import Application

from .commands import check_penstock, check_request, lines, request_of, words_of
from .pages import Block, all_blocks
from .places import Place
from .running import run_block
from .walks import walks

BLOCKS = all_blocks("sh")
RUN = [block for block in BLOCKS if not block.not_run and block.page not in walks()]


def _id(block: Block) -> str:
    return block.name


@pytest.mark.parametrize("block", BLOCKS, ids=_id)
def test_the_commands_exist(block: Block, penstock_application: Callable[..., Application]) -> None:
    """Every command, option and request of every block, whether it is run or not; the shell can read it."""
    bash = shutil.which("bash")
    assert bash
    subprocess.run([bash, "-n", "-c", block.text], check=True)
    routes: tuple[object, ...] = ()
    for line in lines(block.text):
        program = words_of(line)[0]
        if program == "penstock" and " KEY" not in line:
            check_penstock(line)
        if program == "curl" and block.page not in walks() and (request := request_of(line)):
            routes = routes or penstock_application().routes
            check_request(request, routes)


@pytest.mark.parametrize("block", RUN, ids=_id)
def test_the_block_runs(block: Block, place: Place) -> None:
    """Every line ends well."""
    run_block(place, block)
