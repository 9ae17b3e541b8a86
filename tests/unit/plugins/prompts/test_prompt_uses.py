"""Which prompts a library's change would change."""

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.prompts import PromptUse


def put(whole: WholePrompts, folder: str, **prompts: object) -> None:
    whole.put(folder, {"version": 2, "prompts": prompts})


def libber(value: str, name: str = "styles") -> dict[str, str]:
    return {"value": value, "processing_type": "libber", "libber_name": name}


def test_uses_are_by_folder_and_prompt_with_their_keys(whole: WholePrompts) -> None:
    """Only prompts that are filled from this library count, its name in any case; raw ones do not."""
    whole.libbers.libs["styles"] = {"mood": "sad", "sky": "blue"}
    put(whole, "dogs", p=libber("%sky% %nothing%", "Styles"), q=libber("%mood%", "other"))
    put(whole, "cats", a=libber("%mood% %sky%"), b={"value": "%mood%", "libber_name": "styles"}, c=libber("plain"))
    whole.put("broken", b"{")
    assert whole.service.uses("styles") == (
        PromptUse(folder="cats", prompt="a", keys=("mood", "sky")),
        PromptUse(folder="cats", prompt="c", keys=()),
        PromptUse(folder="dogs", prompt="p", keys=("sky",)),
    )


def test_a_library_that_is_gone_has_uses_without_keys(whole: WholePrompts) -> None:
    """Its prompts still name it."""
    put(whole, "cats", a=libber("%mood%"))
    assert whole.service.uses("styles") == (PromptUse(folder="cats", prompt="a", keys=()),)


def test_uses_follow_every_file(whole: WholePrompts) -> None:
    """A change of the library or of a collection is seen; without one nothing is computed again."""
    whole.libbers.libs["styles"] = {}
    put(whole, "cats", a=libber("%mood% %sky%"))
    assert [use.keys for use in whole.service.uses("styles")] == [()]
    whole.libbers.libs["styles"] = {"mood": "sad"}
    assert [use.keys for use in whole.service.uses("styles")] == [("mood",)]
    asked = len(whole.libbers.asked)
    assert [use.keys for use in whole.service.uses("STYLES")] == [("mood",)]
    assert len(whole.libbers.asked) == asked
    put(whole, "cats", b=libber("%mood%"))
    assert [use.prompt for use in whole.service.uses("styles")] == ["b"]
    whole.service.delete("cats")
    assert whole.service.uses("styles") == ()
