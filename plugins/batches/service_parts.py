"""What the service of batches works with, made at its first use."""

from collections.abc import Callable

from attrs import field, frozen

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.runs import Runs
from ...core.contracts.workflows import Workflows
from ...core.events.base import Event
from ...core.events.batches import BatchesChangedElsewhere
from ...core.ids import Ids
from .estimating import Estimates
from .finishing import Finishing
from .starting import Starting
from .store import BatchStore
from .tables import SCHEMA
from .webhook_rules import WebhookRules
from .webhook_sending import WebhookSending, post
from .webhook_store import WebhookStore


@frozen(kw_only=True)
class Around:
    """What the host gives. `most_cells` and `rules` are asked each time, since settings may change.

    `draw` makes keys of chance; `send` posts a webhook; `wake` is called when something is to be done soon.
    """

    database: Database
    runs: Callable[[], Runs]
    workflows: Callable[[], Workflows]
    clock: Clock
    ids: Ids
    most_cells: Callable[[], int]
    rules: Callable[[], WebhookRules]
    draw: Callable[[], int]
    notify: Callable[[Event], object] = field(repr=False)
    wake: Callable[[], object] = field(repr=False)
    send: Callable[[str, bytes, dict[str, str]], int] = post


@frozen(kw_only=True)
class Parts:
    """See the module. `wake` says that something was begun; `stop` ends the watch of others' changes."""

    store: BatchStore
    runs: Callable[[], Runs]
    estimates: Estimates
    starting: Starting
    finishing: Finishing
    webhooks: WebhookStore
    sending: WebhookSending
    wake: Callable[[], object]
    stop: Callable[[], None]


def parts_of(around: Around) -> Parts:
    """Make them, and tell from now on what other processes change."""
    store = BatchStore(around.database, around.clock, around.ids)
    webhooks = WebhookStore(store, around.clock)
    estimates = Estimates(around.runs)

    def elsewhere() -> None:
        around.notify(BatchesChangedElsewhere())
        around.wake()

    return Parts(
        store=store,
        runs=around.runs,
        estimates=estimates,
        starting=Starting(
            store=store,
            runs=around.runs,
            workflows=around.workflows,
            estimates=estimates,
            most_cells=around.most_cells,
            rules=around.rules,
            draw=around.draw,
            notify=around.notify,
        ),
        finishing=Finishing(store, around.runs, webhooks, around.ids, around.clock, around.notify, around.wake),
        webhooks=webhooks,
        sending=WebhookSending(webhooks, around.rules, around.clock, around.send),
        wake=around.wake,
        stop=around.database.watch(SCHEMA, elsewhere),
    )
