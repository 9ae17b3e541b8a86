"""Every file of the image corpus is read, measured and made small, or answered with a 4xx, alike and quickly."""

import time
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.images import Expected, HostileImage, hostile_images
from penstock.core.errors import ClientError
from penstock.plugins.pictures.service import PictureService

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of odd metadata, hosts only log it

CASES = [
    pytest.param(case, id=case.name, marks=[pytest.mark.nightly] if case.name.endswith(" MB") else [])
    for case in hostile_images()
]
"""Bombs take seconds to be made."""


@pytest.mark.parametrize("case", CASES)
def test_a_file_of_the_corpus(pictures: PictureService, tmp_path: Path, case: HostileImage) -> None:
    """Sound ones have one size in all three ways; hostile ones are a 4xx that names no path; none takes long."""
    path = tmp_path / "picture"
    path.write_bytes(case.data)
    begun = time.process_time()
    try:
        picture = pictures.read(path)
    except ClientError as error:
        assert 400 <= error.status < 500 and error.message and str(tmp_path) not in str(error.as_json())
        assert case.expected is not Expected.ACCEPTED, error.message
    else:
        height, width = picture.image.shape[1:3]
        assert picture.mask.shape == (1, height, width)
        assert sorted(pictures.size(path)) == sorted((width, height))
        assert pictures.thumbnail(path, 64).data
    assert time.process_time() - begun < 10
