"""What the service of data sets consists of beyond naming folders; imported by its first use."""

from ...core.values import frozen
from .exporting import Exporting
from .measuring import Measuring
from .saving import SavingSidecars


@frozen(kw_only=True)
class Parts:
    """The parts that measure, export and save."""

    measuring: Measuring
    exporting: Exporting
    saving: SavingSidecars
