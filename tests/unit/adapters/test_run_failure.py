"""Why a run failed, as ComfyUI's jobs tell it."""

from typing import Any

import pytest

from penstock.adapters.run_failure import failure_of

NODE = {"node_type": "KSampler", "node_id": "3"}


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (
            {"execution_error": {**NODE, "exception_message": "Out of memory.\nTried hard."}},
            "Out of memory (KSampler, node 3).",
        ),
        ({"execution_error": {**NODE, "exception_message": ""}}, "It failed in KSampler, node 3."),
        ({"execution_error": NODE}, "It failed in KSampler, node 3."),
        ({"execution_error": None}, ""),
        ({}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_the_first_line_and_the_node_are_told(job: Any, said: str) -> None:
    """Enough to know whether it is worth trying again; nothing where the job tells nothing."""
    assert failure_of(job) == said


def test_a_long_message_is_cut() -> None:
    """Some nodes put whole tensors into theirs."""
    assert len(failure_of({"execution_error": {**NODE, "exception_message": "x" * 9_000}})) < 400
