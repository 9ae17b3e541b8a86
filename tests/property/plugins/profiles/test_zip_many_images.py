"""A profile of 5,000 images is the same on another machine."""

import json
import zipfile
from pathlib import Path

from penstock.adapters.testing.invariants.pictures import png

from .zip_houses import carried, house, leftovers, seen

IMAGES = 5_000


def test_5000_images_are_the_same_there(tmp_path: Path) -> None:
    """Every image, mask and label in its place, byte for byte, after an import, an export and another import."""
    slots = []
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(1, IMAGES + 1):
            name, mask = f"img_{number:04d}.png", f"img_{number:04d}.mask.png" if number % 7 == 0 else None
            archive.writestr(f"pool/{name}", png(number))
            if mask:
                archive.writestr(f"pool/{mask}", png(number + 1))
            slots.append({"image": name, "mask": mask, "label": f"label {number}", "added": number})
        slots.reverse()
        text = json.dumps({"active": 1_234, "slots": slots, "next_seq": IMAGES + 1})
        archive.writestr("pool/manifest.json", text)
        archive.writestr("profile_meta.json", json.dumps({"name": "Many"}))

    with house() as source, house() as target:
        came = source.profiles.import_zip(tmp_path / "many.zip")
        there = carried(source, came.profile.id, target)

        found = seen(source, came.profile.id)
        assert seen(target, there) == found
        assert came.count == len(found["slots"]) == IMAGES
        assert found["position"] == 1_234
        assert [slot[3] for slot in found["slots"]] == [f"label {number}" for number in range(IMAGES, 0, -1)]
        assert found["slots"][0][7] == png(IMAGES)
        assert leftovers(source) == leftovers(target) == []
