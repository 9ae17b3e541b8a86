"""The embedded engine: runs graphs of our nodes and a few of ComfyUI's, without torch and without HTTP."""

from .engine import Engine as Engine
from .interrupt import Interrupt as Interrupt
from .jobs import STATUSES as STATUSES
from .jobs import JobQuery as JobQuery
from .messages import Send as Send
from .outcome import RunOutcome as RunOutcome
from .outcome import RunStatus as RunStatus
from .validation import ValidationResult as ValidationResult
