"""Which widgets newer and less common nodes have, in the order of saved values.

For servers that lack these classes: their values have no names in most files. Names only, as in `rule_table.py`: a star
says that the page's "control after generate" follows, `name@on|off` that a widget is there for these choices only.
"""

from typing import Final

LAYOUTS: Final = {
    "BeebleSwitchXImageEdit": "prompt alpha_mode max_resolution seed*",
    "BeebleSwitchXVideoEdit": "prompt alpha_mode max_resolution seed*",
    "BerniniConditioning": "width height length batch_size ref_max_size",
    "BriaExpandImage": "expand_mode expand_mode.ratio_width@custom_ratio expand_mode.ratio_height@custom_ratio"
    " expand_mode.canvas_width@manual expand_mode.canvas_height@manual expand_mode.image_width@manual"
    " expand_mode.image_height@manual expand_mode.image_x@manual expand_mode.image_y@manual prompt negative_prompt"
    " seed* moderation moderation.prompt_content_moderation@true moderation.visual_input_moderation@true"
    " moderation.visual_output_moderation@true",
    "BriaGenFill": "prompt negative_prompt refine_prompt seed* moderation moderation.prompt_content_moderation@true"
    " moderation.visual_input_moderation@true moderation.visual_output_moderation@true",
    "BriaImageEditNode": "model prompt negative_prompt structured_prompt seed* guidance_scale steps moderation"
    " moderation.prompt_content_moderation@true moderation.visual_input_moderation@true"
    " moderation.visual_output_moderation@true",
    "BriaRemoveVideoBackground": "background_color seed*",
    "ByteDanceSeedNode": "prompt model model.temperature seed* system_prompt",
    "CFGOverride": "cfg start_percent end_percent",
    "ColorTransfer": "method source_stats source_stats.target_index@target_frame strength",
    "ComfyMathExpression": "expression",
    "CreateCameraInfo": "mode mode.yaw@orbit mode.pitch@orbit mode.distance@orbit mode.position_x@look_at"
    " mode.position_y@look_at mode.position_z@look_at mode.position_x@quaternion mode.position_y@quaternion"
    " mode.position_z@quaternion mode.quat_x@quaternion mode.quat_y@quaternion mode.quat_z@quaternion"
    " mode.quat_w@quaternion target_x target_y target_z roll fov zoom camera_type",
    "DA3Inference": "resolution resize_method mode mode.ref_view_strategy@multiview mode.pose_method@multiview",
    "ElevenLabsSpeechToText": "model model.tag_audio_events model.diarize model.diarization_threshold model.temperature"
    " model.timestamps_granularity language_code num_speakers seed*",
    "ElevenLabsTextToSpeech": "text stability apply_text_normalization model model.speed@eleven_multilingual_v2"
    " model.similarity_boost@eleven_multilingual_v2 model.use_speaker_boost@eleven_multilingual_v2"
    " model.style@eleven_multilingual_v2 model.speed@eleven_v3 model.similarity_boost@eleven_v3 language_code"
    " seed* output_format",
    "EmptyHiDreamO1LatentImage": "width height batch_size",
    "Flux3TextToVideoNode": "prompt aspect_ratio duration resolution generate_audio safety_tolerance seed*",
    "GeminiNanoBanana2": "prompt model seed* aspect_ratio resolution response_modalities thinking_level system_prompt",
    "GeminiNanoBanana2V2": "prompt model model.aspect_ratio model.resolution model.thinking_level seed*"
    " response_modalities system_prompt temperature top_p",
    "GrokImageEditNode": "model prompt resolution number_of_images seed* aspect_ratio",
    "GrokImageNode": "model prompt aspect_ratio number_of_images seed* resolution quality",
    "GrokVideoExtendNode": "prompt model model.duration seed*",
    "GrokVideoNode": "model prompt resolution aspect_ratio duration seed*",
    "GrokVideoReferenceNode": "prompt model model.voice_1@grok-imagine-video-1.5 model.voice_2@grok-imagine-video-1.5"
    " model.voice_3@grok-imagine-video-1.5 model.resolution@grok-imagine-video-1.5"
    " model.aspect_ratio@grok-imagine-video-1.5 model.duration@grok-imagine-video-1.5"
    " model.resolution@grok-imagine-video model.aspect_ratio@grok-imagine-video"
    " model.duration@grok-imagine-video seed*",
    "HappyHorseImageToVideoApi": "model model.prompt model.resolution model.duration seed* watermark",
    "HappyHorseReferenceVideoApi": "model model.prompt model.resolution model.ratio model.duration seed* watermark",
    "HappyHorseTextToVideoApi": "model model.prompt model.resolution model.ratio model.duration seed* watermark",
    "HappyHorseVideoEditApi": "model model.prompt model.resolution model.ratio seed* watermark",
    "HeyGenAvatarVideoNode": "engine engine.avatar speech speech.text@script speech.voice@script"
    " speech.custom_voice_id@script speech.voice_speed@script custom_avatar_id resolution aspect_ratio"
    " background_color seed*",
    "HeyGenTalkingPhotoNode": "speech speech.text@script speech.voice@script speech.custom_voice_id@script"
    " speech.voice_speed@script resolution aspect_ratio expressiveness seed*",
    "HeyGenTextToSpeechNode": "text voice custom_voice_id speed ssml seed*",
    "HeyGenVideoTranslateNode": "output_language mode translate_audio_only speaker_count seed*",
    "HiDreamO1PatchSeamSmoothing": "start_percent end_percent pattern passes blend strength",
    "JsonExtractString": "json_string key",
    "KlingFirstLastFrameNode": "prompt duration generate_audio model model.resolution seed*",
    "Krea2ImageNode": "prompt model model.aspect_ratio model.resolution model.creativity model.moodboard_id"
    " model.moodboard_strength seed*",
    "LTXVDualCFGGuider": "video_cfg audio_cfg",
    "LoadDA3Model": "model_name weight_dtype",
    "LtxApi25ImageToVideo": "model model.duration model.resolution model.fps model.generate_audio prompt seed*",
    "LtxApi25TextToVideo": "model model.duration model.resolution model.fps model.generate_audio prompt seed*",
    "LumaImageEditNode2": "prompt model model.style model.web_search seed*",
    "LumaImageNode2": "prompt model model.aspect_ratio model.style model.web_search seed*",
    "LumaRay32ImageToVideoNode": "prompt resolution loop seed*",
    "LumaRay32TextToVideoNode": "prompt aspect_ratio resolution duration loop seed*",
    "LumaRay32VideoEditNode": "prompt resolution strength seed*",
    "MagnificImageStyleTransferNode": "prompt style_strength structure_strength flavor engine portrait_mode"
    " portrait_mode.portrait_style@enabled portrait_mode.portrait_beautifier@enabled fixed_generation",
    "MagnificImageUpscalerCreativeNode": "prompt scale_factor optimized_for creativity hdr resemblance fractality"
    " engine auto_downscale",
    "MagnificImageUpscalerPreciseV2Node": "scale_factor flavor sharpen smart_grain ultra_detail auto_downscale",
    "MeshyMultiImageToModelNode": "model should_remesh should_remesh.topology@true"
    " should_remesh.target_polycount@true symmetry_mode should_texture should_texture.enable_pbr@true"
    " should_texture.texture_prompt@true pose_mode seed*",
    "MinimaxHailuo03ContextIRNode": "model model.prompt model.duration model.ratio",
    "MinimaxHailuo03FirstLastFrameNode": "model model.prompt model.resolution model.duration seed* watermark",
    "MinimaxHailuo03ReferenceNode": "model model.prompt model.resolution model.ratio model.duration seed* watermark",
    "MinimaxHailuo03RegenerateNode": "model model.prompt model.resolution watermark",
    "MinimaxHailuo03TextToVideoNode": "model model.prompt model.resolution model.ratio model.duration seed* watermark",
    "OpenAIGPTImageNodeV2": "prompt model model.size@gpt-image-2 model.custom_width@gpt-image-2"
    " model.custom_height@gpt-image-2 model.background@gpt-image-2 model.quality@gpt-image-2"
    " model.size@gpt-image-1.5|gpt-image-1 model.background@gpt-image-1.5|gpt-image-1"
    " model.quality@gpt-image-1.5|gpt-image-1 n seed*",
    "Painter": "mask width height bg_color",
    "QwenImageTextToImageApi": "model model.prompt model.negative_prompt model.width model.height n seed*"
    " prompt_extend watermark",
    "RecraftV4TextToImageNode": "prompt negative_prompt model model.size n seed*",
    "RecraftV4TextToVectorNode": "prompt negative_prompt model model.size n seed*",
    "RenderSplat": "width height frames splat_scale sharpen headlight_shading opacity_threshold render_style"
    " background",
    "ResolutionSelector": "aspect_ratio megapixels multiple",
    "Rodin3D_Gen25_Image": "mode mode.tier@Regular mode.polygon_count@Regular mode.creative@Regular mode.tier@Fast"
    " mode.mesh_faces@Fast mode.mesh_mode@Extreme-High mode.mesh_faces@Extreme-High mode.is_micro@Extreme-High"
    " mode.creative@Extreme-High material geometry_file_format texture_mode seed* TAPose hd_texture"
    " texture_delight use_original_alpha addon_highpack bbox_width bbox_height bbox_length height_cm",
    "Rodin3D_Gen25_Text": "prompt mode mode.tier@Regular mode.polygon_count@Regular mode.creative@Regular"
    " mode.tier@Fast mode.mesh_faces@Fast mode.mesh_mode@Extreme-High mode.mesh_faces@Extreme-High"
    " mode.is_micro@Extreme-High mode.creative@Extreme-High material geometry_file_format texture_mode seed*"
    " TAPose hd_texture texture_delight addon_highpack bbox_width bbox_height bbox_length height_cm",
    "SAM3_VideoTrack": "detection_threshold max_objects detect_interval",
    "SCAIL2ColoredMask": "object_indices sort_by replacement_mode",
    "SDPoseKeypointExtractor": "batch_size",
    "SaveAudioAdvanced": "filename_prefix format format.quality@mp3|opus",
    "SaveImageAdvanced": "filename_prefix format format.bit_depth format.input_color_space",
    "SaveText": "filename_prefix format",
    "SyncLipSyncNode": "seed* model model.sync_mode model.speaker_selection model.speaker_frame model.speaker_x"
    " model.speaker_y",
    "SyncTalkingImageNode": "prompt seed* model model.speaker_selection model.speaker_x model.speaker_y"
    " model.auto_downscale",
    "TencentSmartTopologyNode": "polygon_type face_level seed*",
    "TextEncodeAceStepAudio1.5": "tags lyrics seed* bpm duration timesignature language keyscale generate_audio_codes"
    " cfg_scale temperature top_p top_k min_p",
    "TextEncodeMageFlowEdit": "prompt negative_prompt width height batch_size",
    "TextGenerate": "prompt max_length sampling_mode sampling_mode.temperature@on sampling_mode.top_k@on"
    " sampling_mode.top_p@on sampling_mode.min_p@on sampling_mode.repetition_penalty@on sampling_mode.seed*@on"
    " sampling_mode.presence_penalty@on thinking use_default_template",
    "TextGenerateLTX2Prompt": "prompt max_length sampling_mode sampling_mode.temperature@on sampling_mode.top_k@on"
    " sampling_mode.top_p@on sampling_mode.min_p@on sampling_mode.repetition_penalty@on sampling_mode.seed*@on"
    " sampling_mode.presence_penalty@on thinking use_default_template",
    "TripoSplatSamplingPreview": "octree_level num_gaussians yaw pitch point_size",
    "Video Slice": "start_time duration strict_duration",
    "Vidu2ImageToVideoNode": "model prompt duration seed* resolution movement_amplitude",
    "Vidu2ReferenceVideoNode": "model prompt audio duration seed* aspect_ratio resolution movement_amplitude",
    "Vidu2StartEndToVideoNode": "model prompt duration seed* resolution movement_amplitude",
    "Vidu2TextToVideoNode": "model prompt duration seed* aspect_ratio resolution background_music",
    "Vidu3ImageToVideoNode": "model model.resolution model.duration model.audio prompt seed*",
    "Vidu3TextToVideoNode": "model model.aspect_ratio model.resolution model.duration model.audio prompt seed*",
    "ViduExtendVideoNode": "model model.duration model.resolution prompt seed*",
    "Wan2ImageToVideoApi": "model model.prompt model.negative_prompt model.resolution model.duration seed*"
    " prompt_extend watermark",
    "Wan2ReferenceVideoApi": "model model.prompt model.negative_prompt model.resolution model.ratio model.duration"
    " seed* watermark",
    "Wan2TextToVideoApi": "model model.prompt model.negative_prompt model.resolution model.ratio model.duration seed*"
    " prompt_extend watermark",
    "Wan2VideoEditApi": "model model.prompt model.resolution model.ratio model.duration seed* audio_setting watermark",
    "WanSCAILToVideo": "width height length batch_size pose_strength pose_start pose_end video_frame_offset"
    " previous_frame_count replacement_mode",
    "WavespeedImageUpscaleNode": "model target_resolution",
}
