"""A picture of one colour that takes its time: steps with progress, interruptible, each execution noted in a file."""

import time
from pathlib import Path

import comfy.model_management
import comfy.utils
import folder_paths
import torch


class SlowPicture:
    """The seed is the colour; `ran.log` in the output folder has a line for each picture that was finished."""

    CATEGORY = "testing"
    FUNCTION = "run"
    RETURN_TYPES = ("IMAGE",)

    @classmethod
    def INPUT_TYPES(cls):
        """A seed below 2^24, and steps of some seconds."""
        return {
            "required": {
                "seed": ("INT", {"default": 0, "min": 0, "max": 0xFFFFFF}),
                "steps": ("INT", {"default": 5, "min": 1, "max": 1000}),
                "seconds": ("FLOAT", {"default": 0.1, "min": 0.0, "max": 10.0}),
            }
        }

    def run(self, seed, steps, seconds):
        """Wait, then be that colour."""
        bar = comfy.utils.ProgressBar(steps)
        for _step in range(steps):
            time.sleep(seconds)
            comfy.model_management.throw_exception_if_processing_interrupted()
            bar.update(1)
        with (Path(folder_paths.get_output_directory()) / "ran.log").open("a") as log:
            log.write(f"{seed}\n")
        colour = torch.tensor([seed >> 16, seed >> 8 & 255, seed & 255], dtype=torch.float32) / 255
        return (colour.expand(1, 8, 8, 3).clone(),)


NODE_CLASS_MAPPINGS = {"SlowPicture": SlowPicture}
