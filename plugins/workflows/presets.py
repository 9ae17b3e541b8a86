"""Presets as rows: named values of a workflow. A deleted one is kept with its workflow until that goes."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.contracts.workflows import Preset
from ...core.errors import NotFound, TooLarge
from ...core.ids import Ids
from . import rows
from .store import MOST_NAME, WorkflowStore, check_free, check_revision, found, named
from .tables import PRESET

MOST_PRESETS: Final = 500
"""Presets of one workflow."""

_KEPT: Final = PRESET.c.deleted.is_(None)


class PresetStore:
    """See the module; each method is one transaction. Presets are found by id.

    What changes one returns the id of its workflow, too.
    """

    def __init__(self, store: WorkflowStore, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def list(self, workflow: str) -> tuple[Preset, ...]:
        """Those of a workflow, by name."""
        presets = self._store.reading(
            lambda connection: rows.presets(connection, _of(found(connection, workflow).id), _KEPT)
        )
        return tuple(sorted(presets, key=lambda preset: (rows.key_of(preset.name), preset.id)))

    def get(self, workflow: str, preset: str) -> Preset:
        """One of them."""
        return self._store.reading(lambda connection: _found(connection, found(connection, workflow).id, preset))

    def add(self, workflow: str, name: str, values: Mapping[str, Any]) -> tuple[str, Preset]:
        """A new one; `Conflict` where the name is used."""
        parameters = rows.dumped(values)

        def work(connection: Connection) -> tuple[str, Preset]:
            owner = found(connection, workflow).id
            if len(rows.presets(connection, _of(owner), _KEPT)) >= MOST_PRESETS:
                raise TooLarge(f"A workflow has at most {MOST_PRESETS} presets.", hint="Delete some.", field="name")
            check_free(connection, PRESET, rows.key_of(name), "", _of(owner), _KEPT)
            preset, now = self._ids.new(), self._clock.wall_ms()
            made: dict[str, Any] = {"id": preset, "workflow": owner, "name": name, "name_key": rows.key_of(name)}
            made |= {"parameters": parameters, "revision": 1, "created": now, "changed": now}
            connection.execute(sa.insert(PRESET).values(**made))
            return owner, _found(connection, owner, preset)

        return self._store.writing(work)

    def change(
        self, workflow: str, preset: str, revision: int, name: str | None, values: Mapping[str, Any] | None
    ) -> tuple[str, Preset]:
        """Another name, other values."""
        parameters = None if values is None else rows.dumped(values)

        def work(connection: Connection) -> tuple[str, Preset]:
            owner = found(connection, workflow).id
            _seen(connection, owner, preset, revision)
            fields: dict[str, Any] = {"revision": revision + 1, "changed": self._clock.wall_ms()}
            if name is not None:
                check_free(connection, PRESET, rows.key_of(name), preset, _of(owner), _KEPT)
                fields |= {"name": name, "name_key": rows.key_of(name)}
            if parameters is not None:
                fields["parameters"] = parameters
            return owner, _update(connection, owner, preset, fields)

        return self._store.writing(work)

    def delete(self, workflow: str, preset: str, revision: int) -> tuple[str, str]:
        """Take one away, also a damaged one, whatever its revision; its name. `restore` brings it back."""

        def work(connection: Connection) -> tuple[str, str]:
            owner = named(connection, workflow)[0]
            name = _name_of(connection, owner, preset)
            if rows.presets(connection, *_at(owner, preset)):
                _seen(connection, owner, preset, revision)
            deleted = {"deleted": self._clock.wall_ms()}
            connection.execute(sa.update(PRESET).where(PRESET.c.id == preset).values(**deleted))
            return owner, name

        return self._store.writing(work, frugal=True)

    def restore(self, workflow: str, preset: str) -> tuple[str, Preset]:
        """Bring one back; its name is made free where another has it by now."""

        def work(connection: Connection) -> tuple[str, Preset]:
            owner = found(connection, workflow).id
            known = rows.is_storable(preset)
            gone = rows.presets(connection, PRESET.c.id == preset, _of(owner), ~_KEPT) if known else ()
            if not gone:
                raise NotFound("This preset is not in the trash.", hint="Look at the list again.", field="preset")
            taken = connection.execute(sa.select(PRESET.c.name_key).where(_of(owner), _KEPT)).scalars()
            name = rows.free_name(gone[0].name, taken, MOST_NAME)
            return owner, _update(
                connection, owner, preset, {"name": name, "name_key": rows.key_of(name), "deleted": None}
            )

        return self._store.writing(work)


def _of(workflow: str) -> Any:
    return PRESET.c.workflow == workflow


def _at(workflow: str, preset: str) -> tuple[Any, ...]:
    return PRESET.c.id == preset, _of(workflow), _KEPT


def _found(connection: Connection, workflow: str, preset: str) -> Preset:
    if rows.is_storable(preset):
        for one in rows.presets(connection, *_at(workflow, preset)):
            return one
    raise _no_preset()


def _name_of(connection: Connection, workflow: str, preset: str) -> str:
    """The name of one, whatever else its row says."""
    if rows.is_storable(preset):
        for row in connection.execute(sa.select(PRESET.c.name).where(*_at(workflow, preset))):
            return rows.plain(row.name)
    raise _no_preset()


def _no_preset() -> NotFound:
    return NotFound("There is no such preset.", hint="Look at the list again.", field="preset")


def _seen(connection: Connection, workflow: str, preset: str, revision: int) -> Preset:
    there = _found(connection, workflow, preset)
    check_revision(there.revision, revision, {"name": there.name})
    return there


def _update(connection: Connection, workflow: str, preset: str, fields: Mapping[str, Any]) -> Preset:
    connection.execute(sa.update(PRESET).where(PRESET.c.id == preset).values(**fields))
    return _found(connection, workflow, preset)
