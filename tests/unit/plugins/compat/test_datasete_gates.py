"""The gate routes of Dataset Gates: what held there holds here, except its defects, which are named by their number."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.adapters.testing.waiting_gates import Waiting
from penstock.core.application import Application
from penstock.core.contracts.gates import Gates, GateState
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadImage, ClientError, Conflict, Invalid, NotFound
from penstock.core.nodes import Interrupted
from penstock.core.wire import encode
from penstock.plugins.compat.datasete_shapes import ChoiceForm, MaskForm, SelectForm, TextForm

Ask = Callable[..., Any]
Arm = Callable[..., Waiting]
Picture = Callable[..., Upload]


@pytest.fixture
def ask(application: Application, call_route: Any) -> Ask:
    """`ask("datasete_gate.choice", body)`: the answer as JSON."""
    return lambda name, body: encode(call_route(application, name, body=body))


@pytest.fixture
def gates(application: Application) -> Gates:
    return application.services.get(Gates)


def still_waits(gates: Gates, one: Waiting) -> None:
    """The gate is open and its node waits."""
    assert gates.get(one.gate.token).state is GateState.ARMED
    assert not one.outcome.done()


def test_every_route_is_legacy_and_where_it_was(application: Application) -> None:
    """Old scripts and pages find the same methods and paths; they stand aside for a pack that has them."""
    found = {(spec.method, spec.path): spec.legacy for spec in application.routes if spec.path.startswith("/datasete_")}
    paths = (
        "/datasete_gate/choice",
        "/datasete_gate/mask",
        "/datasete_text_gate/pass",
        "/datasete_image_chooser/select",
    )
    assert found == {("POST", path): True for path in paths}


@pytest.mark.parametrize("route", [1, 3, 10])
def test_a_choice_routes_the_image_that_waits(ask: Ask, image_gate: Arm, route: int) -> None:
    """The answer is {} and the node wakes up with that route."""
    one = image_gate(routes=10, node_id="12:3")
    assert ask("datasete_gate.choice", ChoiceForm(id="12:3", message=str(route))) == {}
    assert one.result().answer.route == route


def test_cancel_stops_the_run(ask: Ask, image_gate: Arm) -> None:
    """`__cancel__` ends the gate and stops its run, and only that one (G1)."""
    one, other = image_gate(node_id="7"), image_gate(node_id="9")
    assert ask("datasete_gate.choice", ChoiceForm(id="7", message="__cancel__")) == {}
    with pytest.raises(Interrupted):
        one.result()
    assert one.call.stopped.is_set()
    assert (other.call.stopped.is_set(), other.outcome.done()) == (False, False)


@pytest.mark.parametrize(
    "message", ["0", "4", "11", "-3", "99", "", "1.0", "one", "\uff11", "true", "01", "__CANCEL__"]
)
def test_g9_a_choice_out_of_range_is_refused(ask: Ask, gates: Gates, image_gate: Arm, message: str) -> None:
    """It was clamped there; here it is a 4xx and the gate waits on."""
    one = image_gate(routes=3)
    with pytest.raises(Invalid):
        ask("datasete_gate.choice", ChoiceForm(id="7", message=message))
    still_waits(gates, one)


@pytest.mark.parametrize("node_id", ["8", "", "07", "7 ", "12", "3", "12:3:1", "../7", "7\x00"])
def test_an_answer_to_no_waiting_gate_is_a_404(
    ask: Ask, gates: Gates, image_gate: Arm, text_gate: Arm, node_id: str
) -> None:
    """Neither another node's gate nor one of another kind takes it (G3, G8)."""
    ones = image_gate(node_id="7"), image_gate(node_id="12:3"), text_gate(node_id="5")
    for name, body in (
        ("datasete_gate.choice", ChoiceForm(id=node_id, message="1")),
        ("datasete_gate.choice", ChoiceForm(id=node_id, message="__cancel__")),
        ("datasete_gate.choice", ChoiceForm(id="5", message="1")),
        ("datasete_gate.mask", MaskForm(id=node_id)),
        ("datasete_text_gate.pass", TextForm(id=node_id, text="x")),
        ("datasete_text_gate.pass", TextForm(id="7", text="x")),
    ):
        with pytest.raises(NotFound):
            ask(name, body)
    for one in ones:
        still_waits(gates, one)


def test_g4_a_node_that_waits_twice_is_a_409(ask: Ask, gates: Gates, image_gate: Arm) -> None:
    """The id does not say which of two runs is meant, so neither is answered; with one left it does."""
    one, other = image_gate(prompt_id="a"), image_gate(prompt_id="b")
    for message in ("1", "__cancel__"):
        with pytest.raises(Conflict) as refused:
            ask("datasete_gate.choice", ChoiceForm(id="7", message=message))
        assert refused.value.details["current"] == [one.gate.token, other.gate.token]
    still_waits(gates, one)
    still_waits(gates, other)
    gates.stop(one.gate.token)
    ask("datasete_gate.choice", ChoiceForm(id="7", message="2"))
    assert other.result().answer.route == 2


def test_a_text_passes(ask: Ask, text_gate: Arm) -> None:
    """Edited, and an absent one is empty, as it was there."""
    one = text_gate("before")
    assert ask("datasete_text_gate.pass", TextForm(id="7", text="after\n")) == {}
    assert one.result().answer.text == "after\n"
    other = text_gate("before")
    ask("datasete_text_gate.pass", TextForm(id="7"))
    assert other.result().answer.text == ""


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_mask_counts_by_brightness(ask: Ask, image_gate: Arm, picture: Picture, mode: str) -> None:
    """White is painted, as its page sends it, and goes along with the choice (G7)."""
    one = image_gate(width=6, height=4)
    white = {"L": 255, "RGB": (255,) * 3, "RGBA": (255,) * 4}[mode]
    assert ask("datasete_gate.mask", MaskForm(id="7", mask=picture(white, (6, 4), mode))) == {}
    ask("datasete_gate.choice", ChoiceForm(id="7", message="1"))
    assert (one.result().mask == 1).all()


def test_a_mask_of_the_previews_size_is_enlarged(ask: Ask, image_gate: Arm, picture: Picture) -> None:
    """Its page paints on the picture of the show event, which is smaller than the image."""
    one = image_gate(width=1024, height=512)
    ask("datasete_gate.mask", MaskForm(id="7", mask=picture(255, (512, 256), "L")))
    ask("datasete_gate.choice", ChoiceForm(id="7", message="1"))
    assert one.result().mask.shape[-2:] == (512, 1024)


def test_an_empty_mask_clears(ask: Ask, gates: Gates, image_gate: Arm, picture: Picture, tmp_path: Path) -> None:
    """As there: without bytes, or without a file."""
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    one = image_gate()
    for clearing in (MaskForm(id="7", mask=Upload(path=empty, file_name="mask.png")), MaskForm(id="7")):
        ask("datasete_gate.mask", MaskForm(id="7", mask=picture(255, (6, 4), "L")))
        assert gates.get(one.gate.token).has_mask
        ask("datasete_gate.mask", clearing)
        assert not gates.get(one.gate.token).has_mask


def test_g10_a_mask_that_does_not_fit_is_refused(
    ask: Ask, gates: Gates, image_gate: Arm, picture: Picture, no_picture: Upload, tmp_path: Path
) -> None:
    """Another size, garbage, or a cut file: there it broke the run after the click; here the gate waits on."""
    one = image_gate(width=6, height=4)
    ask("datasete_gate.mask", MaskForm(id="7", mask=picture(255, (6, 4), "L")))
    cut, jpeg = tmp_path / "cut.upload", tmp_path / "jpeg.upload"
    cut.write_bytes(picture(255, (6, 4), "L").path.read_bytes()[:50])
    Image.new("L", (6, 4), 255).save(jpeg, "JPEG")
    for upload, error in (
        (picture(255, (4, 6), "L"), Invalid),
        (picture(255, (16, 4), "L"), Invalid),
        (no_picture, BadImage),
        (Upload(path=cut, size=50), BadImage),
        (Upload(path=jpeg, size=99), BadImage),
    ):
        with pytest.raises(error):
            ask("datasete_gate.mask", MaskForm(id="7", mask=upload))
    still_waits(gates, one)
    assert gates.get(one.gate.token).has_mask
    staging = one.call.services.get(Application).host.paths.private / "staging"
    assert list(staging.glob("*")) == []


def test_a_selection_passes_in_input_order(ask: Ask, chooser: Arm) -> None:
    """[2,0,2] is the first and the third image, and the node gets its own images back."""
    one = chooser(count=3)
    body = SelectForm(id="7", token=one.gate.token, selection="[2,0,2]")
    assert ask("datasete_image_chooser.select", body) == {}
    assert one.result().answer.selection == (0, 2)
    assert one.result().images is one.question.images


def test_a_chooser_is_cancelled_by_its_token(ask: Ask, chooser: Arm) -> None:
    """Only that one."""
    one, other = chooser(prompt_id="a"), chooser(prompt_id="b")
    ask("datasete_image_chooser.select", SelectForm(id="7", token=one.gate.token, action="cancel"))
    with pytest.raises(Interrupted):
        one.result()
    assert not other.outcome.done()


@pytest.mark.parametrize(
    "selection",
    [None, "", "[]", "not json", "1", "[true]", "[1.0]", '["1"]', "[-1]", "[3]", "[0, null]", "{}", "[" * 100_000],
)
def test_a_bad_selection_is_a_400(ask: Ask, gates: Gates, chooser: Arm, selection: str | None) -> None:
    """As there; the chooser waits on."""
    one = chooser(count=3)
    with pytest.raises(ClientError) as refused:
        ask("datasete_image_chooser.select", SelectForm(id="7", token=one.gate.token, selection=selection))
    assert refused.value.status == 400
    still_waits(gates, one)


def test_a_stale_token_is_a_409(ask: Ask, gates: Gates, chooser: Arm) -> None:
    """Neither the token of an earlier run, nor another node's, nor one that nobody knows."""
    old = chooser(count=3)
    gates.stop(old.gate.token)
    one = chooser(count=3)
    for node_id, token in (("7", old.gate.token), ("8", one.gate.token), ("7", "nope"), ("7", "../x")):
        for more in ({"selection": "[0]"}, {"action": "cancel"}):
            with pytest.raises(Conflict):
                ask("datasete_image_chooser.select", SelectForm(id=node_id, token=token, **more))
    still_waits(gates, one)


@pytest.mark.parametrize("body", [SelectForm(), SelectForm(id="7"), SelectForm(token="t"), SelectForm(id="", token="")])
def test_a_missing_id_or_token_is_a_400(ask: Ask, body: SelectForm) -> None:
    """As there."""
    with pytest.raises(ClientError) as refused:
        ask("datasete_image_chooser.select", body)
    assert refused.value.status == 400
