"""The node Pool Profile on a page, and the grid that is linked to it, as a user handles them."""

import re
from pathlib import Path
from typing import Any

from live_page import load
from playwright.sync_api import expect

DROP = """async ([selector, name, data]) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: "application/zip" }));
    const target = document.querySelector(selector);
    for (const type of ["dragenter", "dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
}"""


class Picker:
    """The one profile node of a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.root = page.locator(".penstock-picker")
        self.button = self.root.locator(".penstock-picker-main")
        self.grid = page.locator("penstock-pool-grid")

    def open(self, sample: str = "pool_profile") -> "Picker":
        """Load a sample workflow as a new one."""
        load(self.page, sample)
        self.expect("No profile")
        return self

    def expect(self, name: str) -> None:
        """The node shows this name."""
        expect(self.root.locator(".penstock-picker-name")).to_have_text(name)

    def choose(self, name: str) -> None:
        """Choose by searching in the list."""
        self.button.click()
        options = self.page.get_by_role("dialog", name="Choose a profile")
        options.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).click()
        self.expect(name)

    def act(self, item: str) -> None:
        """An entry of the node's menu."""
        self.root.get_by_role("button", name="Profile actions").click()
        self.page.get_by_role("menuitem", name=item).click()

    def name(self, text: str) -> None:
        """Fill in the dialog that asks for a name."""
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)

    def undo(self) -> None:
        """Take the last offer to undo."""
        self.page.get_by_role("button", name="Undo").last.click()

    def drop(self, name: str, data: str) -> None:
        """Drop a zip file (base64) on the node."""
        self.page.evaluate(DROP, [".penstock-picker", name, data])

    def add(self, *photos: Path) -> None:
        """Add files to the first grid."""
        tiles = self.grid.first.locator(".penstock-tile")
        before = tiles.count()
        self.grid.first.locator("input[type=file]").set_input_files(photos)
        expect(tiles).to_have_count(before + len(photos))

    def expect_tiles(self, count: int) -> None:
        """The first grid shows so many images."""
        expect(self.grid.first.locator(".penstock-tile")).to_have_count(count)

    @property
    def pool(self) -> str:
        """The pool that the first grid shows."""
        return str(self.grid.first.get_attribute("pool-id"))
