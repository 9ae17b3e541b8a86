"""Drafts on disk: a folder each, with `<revision>.whole` (all of it) and a `<revision>.step` for each step since.

Placing a new file under its revision is the one commit point of a change. After some steps they are gathered into a new
whole; what is older goes. A folder without a whole and without steps was begun and never answered for. `used-...` are
marks (empty folders) by which other processes see that a draft is in use. The caller holds the lock for everything.
"""

import contextlib
import errno
import logging
import os
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define, evolve

from .clock import Clock
from .draft_steps import DraftState
from .draft_text import (
    Attempt,
    DamagedDraft,
    NewerDraft,
    StepFile,
    decode_attempts,
    decode_state,
    decode_step,
    encode_attempts,
    encode_state,
    encode_step,
)
from .errors import PenstockError
from .files import TEMPORARY_SUFFIX, Files
from .troubles import DAMAGE
from .values import frozen

_LOG: Final = logging.getLogger("penstock.drafts")
_ID: Final = re.compile(r"[a-z][a-z0-9]{0,63}")
_FILE: Final = re.compile(r"([0-9]{10})\.(whole|step)")
_MOST_STEP_FILES: Final = 100
_MOST_IN_STEPS: Final = 10_000_000
_LARGEST: Final = 256 << 20
_NO_FILE: Final = {errno.EFBIG, errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO, errno.ENOENT}
_DAMAGED: Final = ".damaged"
_GONE: Final = ".gone-"
_MARK: Final = "used-"
_ATTEMPTS: Final = "attempts"


@frozen
class Listing:
    """The names in a draft's folder."""

    names: frozenset[str]

    def revisions(self, kind: str) -> list[int]:
        """Those of the files of a kind (`whole`, `step`), ascending."""
        found = (_FILE.fullmatch(name) for name in self.names)
        return sorted(int(match[1]) for match in found if match and match[2] == kind)

    @property
    def highest(self) -> int:
        """The newest revision, 0 where there is none."""
        return max((*self.revisions("whole"), *self.revisions("step")), default=0)

    def leads_on_from(self, revision: int) -> bool:
        """Whether there is a step for each revision after `revision`."""
        missing = range(revision + 1, self.highest + 1)
        return revision <= self.highest and set(self.revisions("step")).issuperset(missing)


@define
class DraftFiles:
    """See the module. `told` hears of each damaged file. Raises `OSError`, and what is said at each method."""

    root: Path
    files: Files
    clock: Clock
    told: Callable[[str], None]

    def ids(self) -> set[str]:
        """Every folder that may be a draft; none where nobody could make the folder of drafts."""
        if not self.root.is_dir():
            return set()
        with os.scandir(self.root) as entries:
            return {one.name for one in entries if _ID.fullmatch(one.name) and one.is_dir(follow_symlinks=False)}

    def look(self, draft_id: str) -> Listing:
        """What lies in a draft's folder."""
        with os.scandir(self.root / draft_id) as entries:
            return Listing(frozenset(one.name for one in entries))

    def create(self, draft_id: str, state: DraftState, data: bytes) -> None:
        """A new draft; `data` is its state, encoded. Leaves nothing that counts where it fails."""
        self._sweep()
        self.files.make_folder(self.root / draft_id)
        self._place(self._path(draft_id, state.revision, "whole"), data)

    def load(self, draft_id: str, listing: Listing, known: DraftState | None) -> DraftState:
        """The draft; `known` is an earlier state of it. Steps that cannot be read are set aside and told.

        Raises `DamagedDraft` where nothing can be read, `NewerDraft`.
        """
        state = known
        if state is None or not listing.leads_on_from(state.revision):
            state = self._newest_whole(draft_id, listing)
        try:
            while state.revision < listing.highest:
                state = self._next(draft_id, state)
        except DamagedDraft as error:
            return self._without_the_rest(draft_id, listing, state, str(error))
        return state

    def add(self, draft_id: str, before: DraftState, step: StepFile) -> DraftState:
        """The state after `step`, which is kept; the same state, and nothing kept, where it changes nothing."""
        after = step.applied(before)
        if after is not before:
            self._place(self._path(draft_id, after.revision, "step"), encode_step(step))
            self._gather(draft_id, after)
        return after

    def replace(self, draft_id: str, revision: int, data: bytes, *, keep_attempts: bool) -> None:
        """Store a state (encoded) of a higher revision that no step leads to; what is older goes."""
        listing = self.look(draft_id)
        self._place(self._path(draft_id, revision, "whole"), data)
        try:
            self._discard_older(draft_id, listing, *(() if keep_attempts else (_ATTEMPTS,)))
        except OSError as error:
            _LOG.warning("What a draft was before could not be removed: %s", error)

    def attempts(self, draft_id: str) -> tuple[Attempt, ...]:
        """The attempts to save that were kept last; none where they cannot be read, which is logged."""
        try:
            return decode_attempts(self.files.read(self.root / draft_id / _ATTEMPTS, _LARGEST))
        except FileNotFoundError:
            return ()
        except (OSError, DamagedDraft, NewerDraft) as error:
            _LOG.warning("The attempts to save a draft cannot be read: %s", error)
            return ()

    def keep_attempts(self, draft_id: str, attempts: Sequence[Attempt]) -> None:
        """Remember attempts to save, until the draft is replaced."""
        self.files.write(self.root / draft_id / _ATTEMPTS, encode_attempts(attempts))

    def mark(self, draft_id: str, listing: Listing) -> None:
        """Let other processes see that the draft is in use; a disk that refuses is logged."""
        try:
            self.files.mark(self.root / draft_id / f"{_MARK}{secrets.token_hex(8)}")
            for name in listing.names:
                if name.startswith(_MARK):
                    self.files.unmark(self.root / draft_id / name)
        except OSError as error:
            _LOG.warning("The use of a draft could not be marked: %s", error)

    def remove(self, draft_id: str) -> None:
        """Take a draft away: one rename, so that it works on a full disk; what is left of it goes when it can."""
        gone = self.root / f"{_GONE}{secrets.token_hex(8)}"
        self.files.move_tree(self.root / draft_id, gone)
        self._drop(gone)

    def set_aside(self, draft_id: str, reason: str) -> None:
        """Keep a damaged draft out of the way; one that was never finished is removed."""
        listing = self.look(draft_id)
        if not listing.highest:
            self.remove(draft_id)
            return
        target = self._aside(draft_id)
        self.files.move_tree(self.root / draft_id, target)
        self._tell(f"A draft cannot be read: {reason}. It is kept as {target.relative_to(self.root)}.")

    def _newest_whole(self, draft_id: str, listing: Listing) -> DraftState:
        problem = DamagedDraft("its file is missing")
        for revision in reversed(listing.revisions("whole")):
            try:
                state = decode_state(self._read(self._path(draft_id, revision, "whole")))
            except DamagedDraft as error:
                problem = error
                continue
            if state.revision == revision:
                return state
        raise problem

    def _next(self, draft_id: str, state: DraftState) -> DraftState:
        step = decode_step(self._read(self._path(draft_id, state.revision + 1, "step")))
        try:
            after = step.applied(state)
        except PenstockError as error:
            raise DamagedDraft("a step does not follow from what was before") from error
        if after is state:
            raise DamagedDraft("a step changes nothing")
        return after

    def _without_the_rest(self, draft_id: str, listing: Listing, state: DraftState, reason: str) -> DraftState:
        """`state` under a revision that nobody saw, stored; the steps after it are moved away."""
        made = evolve(state, revision=listing.highest + 1)
        self._place(self._path(draft_id, made.revision, "whole"), encode_state(made))
        lost = [self._path(draft_id, one, "step") for one in listing.revisions("step") if one > state.revision]
        for path in lost:
            self.files.move(path, self._aside(f"{draft_id}-{path.stem}"))
        self._tell(
            f"The last steps of the draft of {state.kind} {state.name!r} cannot be read: {reason}. "
            f"It goes on from revision {state.revision}; they are kept in {_DAMAGED}."
        )
        return made

    def _gather(self, draft_id: str, state: DraftState) -> None:
        """A new whole after enough steps. The step itself is stored already: errors are logged."""
        try:
            listing = self.look(draft_id)
            steps = listing.revisions("step")
            sizes = sum(self._path(draft_id, one, "step").stat().st_size for one in steps)
            if len(steps) < _MOST_STEP_FILES and sizes < _MOST_IN_STEPS:
                return
            whole = self._path(draft_id, state.revision, "whole")
            self._place(whole, encode_state(state))
            self._discard_older(draft_id, listing)
        except OSError as error:
            _LOG.warning("The steps of a draft could not be gathered: %s", error)

    def _discard_older(self, draft_id: str, listing: Listing, *more: str) -> None:
        old = [one for one in listing.names if _FILE.fullmatch(one) or one.endswith(TEMPORARY_SUFFIX) or one in more]
        for name in sorted(old, reverse=True):  # a gap before what is left shows that it is old
            self.files.discard(self.root / draft_id / name)

    def _place(self, path: Path, data: bytes) -> None:
        with self.files.stage(path.parent) as staged:
            staged.write(data)
        try:
            self.files.place(staged.path, path)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                self.files.discard(staged.path)
            raise

    def _read(self, path: Path) -> bytes:
        try:
            return self.files.read(path, _LARGEST)
        except OSError as error:
            if error.errno in _NO_FILE:
                raise DamagedDraft("a file of it is missing or no plain file") from error
            raise

    def _path(self, draft_id: str, revision: int, kind: str) -> Path:
        return self.root / draft_id / f"{revision:010d}.{kind}"

    def _aside(self, name: str) -> Path:
        folder = self.root / _DAMAGED
        self.files.make_folder(folder)
        number = max(self.clock.wall_ms(), 0)
        while (folder / f"{name}-{number}").exists():
            number += 1
        return folder / f"{name}-{number}"

    def _sweep(self) -> None:
        for path in self.root.glob(f"{_GONE}*"):
            self._drop(path)

    def _drop(self, folder: Path) -> None:
        try:
            self.files.remove_tree(folder)
        except OSError as error:
            _LOG.warning("What is left of a draft could not be removed yet: %s", error)

    def _tell(self, problem: str) -> None:
        _LOG.error("%s", problem, extra=DAMAGE)
        self.told(problem)
