"""The settings of pools in an object store. Credentials are never one: they come from where AWS' tools find them."""

from typing import Final

from ...core.settings import SettingSpec

SETTINGS: Final = (
    SettingSpec(
        id="pools_s3.address",
        label="Bucket for pools",
        default="",
        restart=True,
        description="s3://bucket/prefix. Empty: pools stay in the folders of this machine.",
    ),
    SettingSpec(
        id="pools_s3.endpoint",
        label="Server of the bucket",
        default="",
        restart=True,
        description="The URL of a server that speaks S3, such as http://127.0.0.1:9000. Empty: Amazon's.",
    ),
    SettingSpec(
        id="pools_s3.region",
        label="Region of the bucket",
        default="",
        restart=True,
        description="Such as eu-central-1. Empty: what the environment or the profile of AWS says.",
    ),
    SettingSpec(
        id="pools_s3.cache_megabytes",
        label="Disk space for pictures of the bucket (MB)",
        default=4096,
        minimum=64,
        maximum=10_000_000,
        restart=True,
        description="Beyond this the ones not read for longest are dropped here, and fetched again when needed.",
    ),
)
