"""What Penstock adds to ComfyUI's start, by ComfyUI's own clock."""

import re

STARTS = 3
MOST_SECONDS = 0.3
MOST_SHARE = 0.05
"""300 ms of the 6 s that ComfyUI takes for its start on a machine that has nothing else to do."""


def test_the_pack_adds_less_than_300_ms_to_the_start(prepare):
    """Once its byte code is compiled, the pack with plugins, nodes and services is ready within 0.3 s.

    On a machine that is busy with other things everything takes longer: there its share of the start counts.
    """
    server = prepare("start")
    server.base.copy_in("penstock")
    server.start()
    starts = []
    for _ in range(STARTS):
        server.restart()
        starts.append(server.start_seconds)
    server.stop()
    measured = [float(seconds) for seconds in re.findall(r"([0-9.]+) seconds: \S*/custom_nodes/penstock\b", server.log)]
    ours = re.findall(r"Penstock \S+ is ready: .* ([0-9]+) ms\.", server.log)
    assert len(measured) == len(ours) == STARTS + 1
    share = min(seconds / start for seconds, start in zip(measured[1:], starts, strict=True))
    assert min(measured[1:]) <= MOST_SECONDS or share <= MOST_SHARE, (starts, measured, ours)
