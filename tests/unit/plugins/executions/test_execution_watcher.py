"""A running host looks at executions by itself."""

import threading
import time
from collections.abc import Callable

import numpy

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.executions import Executions, ExecutionScene
from penstock.core.routes import RouteCall


def test_the_host_tells_within_a_second(
    penstock_application: Callable[..., Application], penstock_events: EventRecorder
) -> None:
    """What another program writes while a page is open is told; the thread ends with the host."""
    application = penstock_application()
    image = numpy.zeros((1, 2, 2, 3), dtype=numpy.float32)
    found, _ = application.services.get(Executions).start("tale", [ExecutionScene(order=0, name="A")], image)
    route = next(spec for spec in application.routes if spec.name == "executions.get")
    path = {"story": "tale", "job": found.key.job, "exec": found.key.exec_id}
    route.handler(RouteCall(services=application.services, path=path))
    (found.images_dir / "000_a_00_00001_.png").write_bytes(b"theirs")
    started = time.monotonic()
    while "execution_changed_elsewhere" not in penstock_events.names and time.monotonic() - started < 5:
        time.sleep(0.02)
    assert penstock_events.names.count("execution_changed_elsewhere") == 1
    assert penstock_events.names[0] == "execution_started"
    application.stop()
    assert not [one for one in threading.enumerate() if one.name == "penstock-execution-watcher" and one.is_alive()]
