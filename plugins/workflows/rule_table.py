"""The table of last resort: widgets of common nodes, in the order of saved values.

It says names only, never types or limits, and what plugins say of a class counts before it.
"""

from typing import Final

from ...core.parameter_rules import ParameterRule, WidgetRule
from .rule_layouts import LAYOUTS

_LAYOUTS: Final = {
    "BasicScheduler": "scheduler steps denoise",
    "CFGGuider": "cfg",
    "CFGNorm": "strength",
    "CLIPLoader": "clip_name type device",
    "CLIPTextEncode": "text",
    "CLIPVisionEncode": "crop",
    "CheckpointLoaderSimple": "ckpt_name",
    "ControlNetApplyAdvanced": "strength start_percent end_percent",
    "ControlNetLoader": "control_net_name",
    "CreateVideo": "fps",
    "DualCLIPLoader": "clip_name1 clip_name2 type device",
    "EmptyAceStep1.5LatentAudio": "seconds batch_size",
    "EmptyAceStepLatentAudio": "seconds batch_size",
    "EmptyFlux2LatentImage": "width height batch_size",
    "EmptyHunyuanLatentVideo": "width height length batch_size",
    "EmptyLTXVLatentVideo": "width height length batch_size",
    "EmptyLatentImage": "width height batch_size",
    "EmptySD3LatentImage": "width height batch_size",
    "Flux2Scheduler": "steps width height",
    "FluxGuidance": "guidance",
    "FluxKontextMultiReferenceLatentMethod": "reference_latents_method",
    "GeminiImage2Node": "prompt model seed* aspect_ratio resolution response_modalities system_prompt",
    "GeminiNode": "prompt model seed* system_prompt",
    "ImageFromBatch": "batch_index length",
    "ImageScale": "upscale_method width height crop",
    "ImageScaleToTotalPixels": "upscale_method megapixels",
    "ImageStitch": "direction match_image_size spacing_width spacing_color",
    "KSampler": "seed* steps cfg sampler_name scheduler denoise",
    "KSamplerAdvanced": "add_noise noise_seed* steps cfg sampler_name scheduler start_at_step end_at_step"
    " return_with_leftover_noise",
    "KSamplerSelect": "sampler_name",
    "LTXVEmptyLatentAudio": "frames_number frame_rate batch_size",
    "LoadAudio": "audio",
    "LoadImage": "image",
    "LoadImageMask": "image channel",
    "LoadVideo": "file",
    "LoraLoader": "lora_name strength_model strength_clip",
    "LoraLoaderModelOnly": "lora_name strength_model",
    "ModelSamplingAuraFlow": "shift",
    "ModelSamplingSD3": "shift",
    "PrimitiveBoolean": "value",
    "PrimitiveFloat": "value",
    "PrimitiveInt": "value*",
    "PrimitiveString": "value",
    "PrimitiveStringMultiline": "value",
    "RandomNoise": "noise_seed*",
    "RegexReplace": "string regex_pattern replace case_insensitive multiline dotall count",
    "ResizeAndPadImage": "target_width target_height padding_color interpolation",
    "SamplerCustom": "add_noise noise_seed* cfg",
    "SaveImage": "filename_prefix",
    "SaveVideo": "filename_prefix format codec",
    "UNETLoader": "unet_name weight_dtype",
    "UpscaleModelLoader": "model_name",
    "VAEDecodeTiled": "tile_size overlap temporal_size temporal_overlap",
    "VAELoader": "vae_name",
    "WanFirstLastFrameToVideo": "width height length batch_size",
    "WanImageToVideo": "width height length batch_size",
    "WanVaceToVideo": "width height length batch_size strength",
}
"""Names by class; a star: the page's "control after generate" follows; `name@on|off`: there for these choices only."""


def table_rule(class_type: str) -> ParameterRule | None:
    """What the table says of a class; made when it is asked, so that a start does not pay for it."""
    layout = _LAYOUTS.get(class_type) or LAYOUTS.get(class_type)
    if layout is None:
        return None
    return ParameterRule(class_type=class_type, widgets=[_widget(word) for word in layout.split()], complete=True)


def _widget(word: str) -> WidgetRule:
    told, _, choices = word.partition("@")
    return WidgetRule(name=told.rstrip("*"), control=told.endswith("*"), when=choices.split("|") if choices else ())
