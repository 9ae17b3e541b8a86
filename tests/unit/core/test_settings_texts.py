"""What a person reads when a setting does not take a value."""

import pytest

from penstock.core.errors import ClientError
from penstock.core.settings import SettingSpec


@pytest.mark.parametrize(
    ("value", "message"),
    [("many", "a.most takes a whole number."), (0, "a.most is between 1 and 1000000.")],
)
def test_a_refused_value_is_explained_in_plain_words(value: object, message: str) -> None:
    """No names of Python types, no powers of ten."""
    spec = SettingSpec(id="a.most", label="Most", default=5, minimum=1, maximum=1_000_000)

    with pytest.raises(ClientError) as refused:
        spec.check(value)

    assert refused.value.message == message
