"""The node classes that a fake server has: ComfyUI's best known ones, and some that only tests need."""

from collections.abc import Mapping
from typing import Any, Final

_SEED: Final = ["INT", {"default": 0, "min": 0, "max": 2**64 - 1, "control_after_generate": True}]
_SIZE: Final = ["INT", {"default": 64, "min": 1, "max": 16384}]
MODELS: Final = ("dreamy.safetensors", "sharp.safetensors")
SAMPLERS: Final = ("euler", "dpmpp_2m")


def _class(
    required: Mapping[str, Any], output: tuple[str, ...], *, saves: bool = False, title: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "input": {"required": dict(required), **more},
        "input_order": {"required": list(required)},
        "output": list(output),
        "output_is_list": [False] * len(output),
        "output_name": list(output),
        "output_node": saves,
        "display_name": title,
        "category": "testing",
        "description": "",
        "python_module": "nodes",
    }


def described(images: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `GET /object_info` answers; `images` are the files in the input folder."""
    found = {
        "CheckpointLoaderSimple": _class(
            {"ckpt_name": [list(MODELS)]}, ("MODEL", "CLIP", "VAE"), title="Load Checkpoint"
        ),
        "CLIPTextEncode": _class(
            {"text": ["STRING", {"multiline": True}], "clip": ["CLIP"]}, ("CONDITIONING",), title="CLIP Text Encode"
        ),
        "EmptyLatentImage": _class(
            {"width": _SIZE, "height": _SIZE, "batch_size": ["INT", {"default": 1, "min": 1, "max": 64}]}, ("LATENT",)
        ),
        "KSampler": _class(
            {
                "model": ["MODEL"],
                "seed": _SEED,
                "steps": ["INT", {"default": 4, "min": 1, "max": 10000}],
                "cfg": ["FLOAT", {"default": 8.0, "min": 0.0, "max": 100.0, "step": 0.1}],
                "sampler_name": [list(SAMPLERS)],
                "positive": ["CONDITIONING"],
                "latent_image": ["LATENT"],
            },
            ("LATENT",),
        ),
        "VAEDecode": _class({"samples": ["LATENT"], "vae": ["VAE"]}, ("IMAGE",), title="VAE Decode"),
        "EmptyImage": _class(
            {"width": _SIZE, "height": _SIZE, "color": ["INT", {"default": 0, "min": 0, "max": 0xFFFFFF}]}, ("IMAGE",)
        ),
        "ImageInvert": _class({"image": ["IMAGE"]}, ("IMAGE",), title="Invert Image"),
        "LoadImage": _class({"image": [list(images), {"image_upload": True}]}, ("IMAGE", "MASK"), title="Load Image"),
        "SaveImage": _class(
            {"images": ["IMAGE"], "filename_prefix": ["STRING", {"default": "ComfyUI"}]},
            (),
            saves=True,
            title="Save Image",
        ),
        "PreviewImage": _class({"images": ["IMAGE"]}, (), saves=True, title="Preview Image"),
        "PreviewAny": _class({"source": ["*"]}, (), saves=True, title="Preview Any"),
    }
    return {**found, **_of_tests()}


def _of_tests() -> dict[str, Any]:
    return {
        "FakePicture": _class(
            {
                "seed": _SEED,
                "steps": ["INT", {"default": 2, "min": 0, "max": 10000}],
                "fails": ["BOOLEAN", {"default": False}],
            },
            ("IMAGE",),
            title="Fake picture",
            optional={"image": ["IMAGE"]},
        )
    }


def named(described_classes: Mapping[str, Any]) -> dict[str, Any]:
    """Every class with its name, and a title where it has none."""
    return {
        name: {**described, "name": name, "display_name": described["display_name"] or name}
        for name, described in described_classes.items()
    }
