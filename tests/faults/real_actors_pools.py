"""Pools, profiles and their trash, as actors."""

import io
import os
import random
from collections.abc import Sequence
from typing import Any

from attrs import define, field
from PIL import Image

from .real_actors import Actor, Step
from .real_apps import Client, Reply

MOST_SLOTS = 6
SMALL = 8


def picture(shade: int = 9, side: int = SMALL) -> bytes:
    """A PNG of one shade; a larger one is full of noise, of which its first pixel has the shade."""
    data = io.BytesIO()
    image = Image.new("RGB", (side, side), (shade % 256, 1, 2))
    if side > SMALL:
        image.paste(Image.frombytes("RGB", (side, side - 1), os.urandom(side * (side - 1) * 3)), (0, 1))
    image.save(data, "PNG", compress_level=1)
    return data.getvalue()


def shade_of(data: bytes) -> int:
    """The shade of a picture of `picture`."""
    with Image.open(io.BytesIO(data)) as image:
        colour = image.convert("RGB").getpixel((0, 0))
    assert isinstance(colour, tuple)
    return int(colour[0])


@define(eq=False)
class PoolActor(Actor):
    """A pool: the label of each slot in their order, and whether it has a mask."""

    side: int = SMALL
    slots: list[str] = field(factory=list)
    trash: tuple[str, Any, list[str]] | None = None
    before: Any = None
    """What undo brings back; None where that is not known."""

    @property
    def path(self) -> str:
        """The address of the pool."""
        return f"/penstock/pools/{self.name}"

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the pool."""
        if self.value is None:
            return [self._create(), *self._restore()]
        self.trash = None
        made = [self._delete()]
        if len(self.value) < MOST_SLOTS:
            made += [self._add(chance)] * 3
        if self.value:
            at = chance.randrange(len(self.value))
            made += [self._label(at, chance)] * 3 + [self._mask(at, chance)] * 2 + [self._remove(at), self._move(at)]
        if self.before is not None:
            made.append(self._undo())
        return made

    def observe(self, client: Client) -> Any:
        """The pool, its pictures read."""
        self.before = None
        listed = client.get(f"{self.path}/slots?limit=1000")
        if listed.status == 404:
            return None
        assert listed.ok, listed
        slots = listed.json["slots"]
        self.slots = [slot["id"] for slot in slots]
        for slot in slots:
            for kind in ("image", "mask") if slot["mask"] is not None else ("image",):
                shade_of(client.get(f"{self.path}/slots/{slot['id']}/{kind}").body)
        return tuple((slot["label"], slot["mask"] is not None) for slot in slots)

    def _create(self) -> Step:
        body = {"id": self.name}
        made = self._now([], undoable=False)
        return Step("create pool", lambda client: client.send("POST", "/penstock/pools", body), (), made)

    def _restore(self) -> list[Step]:
        if self.trash is None:
            return []
        trash, value, slots = self.trash
        path = f"/penstock/trash/{trash}/restore"
        back = self._now(slots, undoable=False)
        return [Step("restore pool", lambda client: client.send("POST", path), value, back)] * 3

    def _delete(self) -> Step:
        value, slots = self.value, self.slots

        def learn(reply: Reply) -> None:
            self.trash = (reply.json["trash"], value, slots)
            self.before = None

        return Step("delete pool", lambda client: client.send("DELETE", self.path), None, learn)

    def _add(self, chance: random.Random) -> Step:
        label = f"added {chance.getrandbits(40):x}"
        parts = (("images", "a.png", picture(chance.randrange(256), self.side)), ("labels", None, label.encode()))
        value, slots = self.value, self.slots

        def learn(reply: Reply) -> None:
            self.slots = [*slots, reply.json["results"][0]["slot"]["id"]]
            self.before = value

        after = (*self.value, (label, False))
        return Step("add image", lambda client: client.form(f"{self.path}/slots", *parts), after, learn)

    def _label(self, at: int, chance: random.Random) -> Step:
        label = f"label {chance.getrandbits(40):x}"
        path = f"{self.path}/slots/{self.slots[at]}"
        after = (*self.value[:at], (label, self.value[at][1]), *self.value[at + 1 :])
        return Step("label", lambda client: client.send("PATCH", path, {"label": label}), after, self._undoable())

    def _mask(self, at: int, chance: random.Random) -> Step:
        label, masked = self.value[at]
        path = f"{self.path}/slots/{self.slots[at]}/mask"
        data = picture(chance.randrange(256), self.side)
        after = (*self.value[:at], (label, not masked), *self.value[at + 1 :])
        if masked:
            return Step("clear mask", lambda client: client.send("DELETE", path), after, self._undoable())
        part = ("mask", "mask.png", data)
        return Step("save mask", lambda client: client.form(path, part, method="PUT"), after, self._undoable())

    def _remove(self, at: int) -> Step:
        after = (*self.value[:at], *self.value[at + 1 :])
        left = [*self.slots[:at], *self.slots[at + 1 :]]
        body = {"slots": [self.slots[at]]}
        return Step("remove", lambda client: client.send("POST", f"{self.path}/remove", body), after, self._now(left))

    def _move(self, at: int) -> Step:
        after = (*self.value[:at], *self.value[at + 1 :], self.value[at])
        left = [*self.slots[:at], *self.slots[at + 1 :], self.slots[at]]
        body = {"slots": [self.slots[at]]}
        # Moving the last one to the end changes nothing, so that there is nothing to take back.
        learn = self._now(left) if after != self.value else self._now(left, undoable=False)
        return Step("move", lambda client: client.send("POST", f"{self.path}/move", body), after, learn)

    def _undo(self) -> Step:
        path = f"{self.path}/undo"

        def learn(_reply: Reply) -> None:
            self.before = None

        def send(client: Client) -> Reply:
            reply = client.send("POST", path)
            if reply.ok:
                self.observe(client)
            return reply

        return Step("undo", send, self.before, learn)

    def _now(self, slots: list[str], *, undoable: bool = True) -> Any:
        value = self.value

        def learn(_reply: Reply) -> None:
            self.slots = slots
            self.before = value if undoable else None

        return learn

    def _undoable(self) -> Any:
        return self._now(self.slots)


@define(eq=False)
class ProfileActor(Actor):
    """A profile: its name. Names begin with the actor's."""

    id: str = ""
    trash: tuple[str, str] | None = None

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the profile."""
        name = f"{self.name} {chance.getrandbits(30):x}"
        if self.value is None:
            return [self._create(name), *self._restore()]
        self.trash = None
        path = f"/penstock/profiles/{self.id}"
        value = self.value

        def learn(reply: Reply) -> None:
            self.trash = (reply.json["trash"], value)

        renamed = Step("rename profile", lambda client: client.send("PATCH", path, {"name": name}), name)
        deleted = Step("delete profile", lambda client: client.send("DELETE", path), None, learn)
        return [renamed, renamed, deleted]

    def observe(self, client: Client) -> Any:
        """The one profile whose name begins so."""
        listed = client.get("/penstock/profiles?pictures=1").json["profiles"]
        mine = [one for one in listed if one["name"].startswith(f"{self.name} ")]
        assert len(mine) <= 1, mine
        assert not any(one["missing"] for one in mine), mine
        self.id = mine[0]["id"] if mine else ""
        return mine[0]["name"] if mine else None

    def _create(self, name: str) -> Step:
        def learn(reply: Reply) -> None:
            self.id = reply.json["id"]

        return Step(
            "create profile", lambda client: client.send("POST", "/penstock/profiles", {"name": name}), name, learn
        )

    def _restore(self) -> list[Step]:
        if self.trash is None:
            return []
        trash, name = self.trash
        path = f"/penstock/profile_trash/{trash}/restore"

        def learn(reply: Reply) -> None:
            self.id = reply.json["id"]

        return [Step("restore profile", lambda client: client.send("POST", path), name, learn)]
