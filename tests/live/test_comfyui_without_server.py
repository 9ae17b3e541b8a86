"""ComfyUI's nodes in a script, without its server: Penstock's are there and work, only tabs and routes are not."""

import os
import subprocess

from live_server import BaseFolder

SCRIPT = """
import asyncio, os, sys
sys.path.insert(0, os.getcwd())
import comfy.options
comfy.options.enable_args_parsing()
import folder_paths, nodes

async def main():
    assert await nodes.load_custom_node(folder_paths.get_folder_paths("custom_nodes")[0] + "/penstock"), "not loaded"
    found = nodes.NODE_CLASS_MAPPINGS["GridImagePool"]
    image, mask, index, count, label = found.execute(index=-1, pool_id="nobody").args
    print("RESULT", tuple(image.shape), tuple(mask.shape), index, count, repr(label))

asyncio.run(main())
os._exit(0)
"""


def test_nodes_work_in_a_script_without_a_server(comfyui, tmp_path):
    """A script that loads the pack and has no server runs the pool node on an empty pool."""
    base = BaseFolder(tmp_path)
    base.link("penstock")
    command = [os.environ["COMFYUI_PYTHON"], "-u", "-c", SCRIPT, "--cpu", "--base-directory", str(base.path)]
    done = subprocess.run(command, cwd=comfyui, capture_output=True, text=True, check=False, timeout=300)
    assert "RESULT (1, 1, 1, 3) (1, 1, 1) 0 0 ''" in done.stdout, done.stderr[-3000:]
