"""The oldest ComfyUI that Penstock accepts."""

import pytest

from penstock.adapters.comfyui.floor import TooOld, check_floor


@pytest.mark.parametrize("version", ["0.8.0", "0.8", "v0.33.0", "1.0", "0.10.2rc1", "", "nightly"])
def test_supported_and_unknown_versions_pass(version):
    """The floor itself, everything newer and versions that cannot be read are accepted."""
    check_floor(version)


@pytest.mark.parametrize("version", ["0.7.9", "0.3.64", "v0.0.1"])
def test_older_versions_are_refused_with_what_to_do(version):
    """An older ComfyUI is named with the version that is needed and what to do."""
    with pytest.raises(TooOld, match=rf"0\.8\.0 or newer, this is {version}\. Update ComfyUI"):
        check_floor(version)
