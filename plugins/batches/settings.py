"""The settings of batches."""

from typing import Final

from ...core.settings import SettingSpec

MAX_CELLS: Final = SettingSpec(
    id="batches.max_cells",
    label="Most cells of a batch",
    default=10_000,
    minimum=1,
    maximum=1_000_000,
    description="A larger plan is refused; it may be sampled or limited.",
)
MAX_GRID_MEGAPIXELS: Final = SettingSpec(
    id="batches.max_grid_megapixels",
    label="Largest grid picture (megapixels)",
    default=64,
    minimum=1,
    maximum=500,
    description="The cells of a larger one are made smaller.",
)
GRID_FONT: Final = SettingSpec(
    id="batches.grid_font",
    label="Font of grid pictures",
    default="",
    description="The path of a font file on this machine, for legends in scripts that the built-in font lacks.",
)
WEBHOOK_ORIGINS: Final = SettingSpec(
    id="batches.webhook_origins",
    label="Where webhooks may go",
    default="",
    description="Origins such as https://example.org, separated by blanks. Webhooks to anywhere else are refused.",
)
WEBHOOK_SECRET: Final = SettingSpec(
    id="batches.webhook_secret",
    label="Secret of webhooks",
    default="",
    secret=True,
    description="Signs webhooks (standardwebhooks.com): whsec_ and base64. Without it none is sent.",
)
SETTINGS: Final = (MAX_CELLS, MAX_GRID_MEGAPIXELS, GRID_FONT, WEBHOOK_ORIGINS, WEBHOOK_SECRET)
