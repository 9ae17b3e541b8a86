"""What the tests of batches share: a builder and a view on a page, as a person sees them."""

from typing import Any

from attrs import define
from playwright.sync_api import expect

from .run_page import RunsHouse
from .standalone_page import ask

WAIT_MS = 20_000
FITS = "() => document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"


@define
class Builder:
    """A builder, somewhere on a page."""

    page: Any

    @property
    def root(self) -> Any:
        """The builder."""
        return self.page.locator("penstock-batch-builder")

    @property
    def count(self) -> Any:
        """How many runs there will be, in words."""
        return self.root.locator(".penstock-preview-count")

    @property
    def start(self) -> Any:
        """The button that starts them."""
        return self.root.locator(".penstock-batch-start")

    def axis(self, address: str) -> Any:
        """The card of a parameter that is varied."""
        return self.root.locator(f".penstock-axis[data-address='{address}']")

    def add(self, name: str, address: str) -> Any:
        """Vary the first parameter that is found by a name; the focus is in its values."""
        self.root.get_by_role("combobox", name="Vary another parameter…").fill(name)
        self.page.keyboard.press("Enter")
        expect(self.axis(address)).to_be_visible()
        return self.axis(address)

    def values(self, address: str) -> Any:
        """The list of a parameter."""
        return self.axis(address).locator("textarea")

    def rows(self) -> list[list[str]]:
        """The table of the combinations."""
        body = self.root.locator(".penstock-preview-table tbody tr")
        return [row.locator("th, td").all_text_contents() for row in body.all()]


@define
class View:
    """The view of a batch, somewhere on a page."""

    page: Any

    @property
    def root(self) -> Any:
        """The view."""
        return self.page.locator("penstock-batch-view")

    @property
    def status(self) -> Any:
        """Where the batch stands, in a word."""
        return self.root.locator(".penstock-batch-status")

    @property
    def summary(self) -> Any:
        """What is said when it has ended."""
        return self.root.locator(".penstock-batch-summary")

    def cells(self, status: str = "") -> Any:
        """The cells on the screen, of one state."""
        return self.root.locator(f".penstock-batch-cell[data-status='{status}']" if status else ".penstock-batch-cell")

    def cell(self, place: int) -> Any:
        """What opens a cell."""
        return self.root.locator(f".penstock-batch-cell[data-place='{place}'] > .penstock-batch-cell-main")

    def press(self, name: str) -> None:
        """Press a button of the view."""
        self.root.get_by_role("button", name=name, exact=True).click()

    def choose(self, name: str) -> None:
        """Choose from the menu that is open."""
        self.page.get_by_role("menuitem", name=name).click()

    def more(self, name: str) -> None:
        """Choose from the menu of the batch."""
        self.press("More actions")
        self.choose(name)


def begin(house: RunsHouse, workflow: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """A batch of a workflow that begins now."""
    return dict(ask(house.server, "POST", "/penstock/batches", {"plan": {"workflow": workflow["id"], **plan}}))


def axis(key: str, *values: Any) -> dict[str, Any]:
    """A group of a plan: one parameter with these values."""
    return {"axes": [{"keys": [key], "values": list(values)}]}


def opened(open_page: Any, house: RunsHouse, batch: dict[str, Any], **size: Any) -> View:
    """The page of a batch."""
    view = View(open_page(f"{house.address}/#/batches/{batch['id']}", **size))
    expect(view.root).to_be_visible()
    return view
