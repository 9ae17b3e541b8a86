"""What the tests of the page of profiles share: its cards, and zip files that are dropped."""

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from .standalone_page import ask, fill_pool

# A file is dragged over the element that `selector` finds, and dropped on it.
_DROP = """([selector, text, name, type, events]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true, composed: true, dataTransfer };
  for (const kind of events) document.querySelector(selector).dispatchEvent(new DragEvent(kind, options));
}"""
DROPPED = ("dragenter", "dragover", "drop")


def make_profile(server: Any, name: str, pictures: list[Path] | None = None) -> str:
    """A profile with images; returns its id."""
    profile = str(ask(server, "POST", "/penstock/profiles", {"name": name})["id"])
    if pictures:
        fill_pool(server, profile, pictures)
    return profile


def names(server: Any) -> list[str]:
    """What the profiles are called, by name."""
    return sorted(one["name"] for one in ask(server, "GET", "/penstock/profiles")["profiles"])


def card(page: Any, profile: str) -> Any:
    """A profile's card."""
    return page.locator(f".penstock-card[data-profile='{profile}']")


def link(page: Any, name: str) -> Any:
    """The link of the card of a profile that is called so."""
    return page.get_by_role("link", name=f"Open the profile {name}", exact=True)


def shown(page: Any) -> list[str]:
    """The names on the page, in their order."""
    return list(page.locator(".penstock-card[data-profile] .penstock-profile-name").all_text_contents())


def toast(page: Any, text: str) -> Any:
    """The message that says `text`."""
    return page.locator(".penstock-toast").filter(has_text=text)


def zipped(name: str, pictures: list[Path]) -> bytes:
    """A profile as Dataset Gates packs it, each picture labelled by its file's name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        slots = [
            {"image": f"img_{at:04}.png", "mask": None, "label": path.stem, "added": 1}
            for at, path in enumerate(pictures)
        ]
        archive.writestr("profile_meta.json", json.dumps({"name": name}))
        archive.writestr("pool/manifest.json", json.dumps({"active": 0, "slots": slots, "next_seq": len(slots)}))
        for slot, path in zip(slots, pictures, strict=True):
            archive.write(path, f"pool/{slot['image']}")
    return made.getvalue()


def drop_zip(
    page: Any,
    selector: str,
    data: bytes,
    name: str = "cats.zip",
    events: tuple[str, ...] = DROPPED,
    kind: str = "application/zip",
) -> None:
    """A zip file is dragged over the element and dropped on it; `kind` is the type that the system takes it for."""
    page.evaluate(_DROP, [selector, base64.b64encode(data).decode(), name, kind, list(events)])


def counts(server: Any) -> dict[str, int | None]:
    """How many images each profile has, by name."""
    listed = ask(server, "GET", "/penstock/profiles?pictures=1")["profiles"]
    return {one["name"]: one["count"] for one in listed}
