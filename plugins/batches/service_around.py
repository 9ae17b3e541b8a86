"""What the service of batches takes from its host."""

import secrets
from collections.abc import Callable

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.runs import Runs
from ...core.contracts.workflows import Workflows
from ...core.dispatch import Dispatcher
from ...core.ids import Ids
from ...core.services import Services
from ...core.settings import Settings
from .service_parts import Around
from .settings import MAX_CELLS, WEBHOOK_ORIGINS, WEBHOOK_SECRET
from .webhook_rules import WebhookRules


def around_of(services: Services, wake: Callable[[], object]) -> Around:
    """All of it; settings are asked each time, since they may change."""
    settings = services.get(Settings)
    return Around(
        database=services.get(Database),
        runs=lambda: services.get(Runs),
        workflows=lambda: services.get(Workflows),
        clock=services.get(Clock),
        ids=services.get(Ids),
        most_cells=lambda: int(settings.get(MAX_CELLS.id)),
        rules=lambda: WebhookRules(str(settings.get(WEBHOOK_ORIGINS.id)), str(settings.get(WEBHOOK_SECRET.id))),
        draw=lambda: secrets.randbelow(2**53),
        notify=services.get(Dispatcher).notify,
        wake=wake,
    )
