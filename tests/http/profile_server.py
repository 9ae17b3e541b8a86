"""A standalone server with profiles, and what tests ask of it."""

import io
import json
import random
import time
import zipfile
from typing import Any

from attrs import frozen
from PIL import Image

ENDED = ("done", "failed", "cancelled")


def png(number: int = 0, size: tuple[int, int] = (4, 3)) -> bytes:
    """A picture of one colour, another for each number."""
    data = io.BytesIO()
    Image.new("RGB", size, (number % 256, number // 256, 7)).save(data, "PNG")
    return data.getvalue()


def noisy_zip(count: int) -> bytes:
    """A profile of many pictures that take a while to check."""
    made = random.Random(5)
    data = io.BytesIO()
    slots = []
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(1, count + 1):
            name = f"img_{number:04d}.png"
            picture = io.BytesIO()
            Image.frombytes("RGB", (256, 256), made.randbytes(256 * 256 * 3)).save(picture, "PNG", compress_level=1)
            archive.writestr(f"pool/{name}", picture.getvalue())
            slots.append({"image": name, "mask": None, "label": str(number), "added": number})
        archive.writestr("pool/manifest.json", json.dumps({"active": 0, "slots": slots, "next_seq": count + 1}))
        archive.writestr("profile_meta.json", '{"name": "Noise"}')
    return data.getvalue()


@frozen
class ProfileServer:
    """`server` is one of the fixtures of `conftest`."""

    server: Any

    def made(self, name: str, *labels: str) -> str:
        """A profile with an image for each label; its id."""
        answer = self.server.post_json("/penstock/profiles", {"name": name})
        assert answer.status == 201, answer
        profile = str(answer.json["id"])
        for number, label in enumerate(labels):
            parts = (("images", "a.png", png(number)), ("labels", None, label.encode()))
            assert self.server.post_form(f"/penstock/pools/{profile}/slots", *parts).status == 200
        return profile

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        """The profiles."""
        return list(self.server.get(f"/penstock/profiles{query}").json["profiles"])

    def names(self) -> list[str]:
        """The names of the profiles."""
        return [profile["name"] for profile in self.listed()]

    def labels(self, pool: str) -> str:
        """The labels of a pool in order."""
        slots = self.server.get(f"/penstock/pools/{pool}/slots?limit=1000").json["slots"]
        return "".join(slot["label"] for slot in slots)

    def ended(self, answer: Any, seconds: float = 30.0) -> dict[str, Any]:
        """The job of an answer once it has ended."""
        assert answer.status == 202, answer
        end = time.monotonic() + seconds
        while (job := self.server.get(f"/penstock/jobs/{answer.json['id']}").json)["status"] not in ENDED:
            assert time.monotonic() < end, job
            time.sleep(0.01)
        return dict(job)

    def result(self, answer: Any) -> Any:
        """The result of a job that went well."""
        job = self.ended(answer)
        assert job["status"] == "done", job
        return job["result"]

    def export(self, profile: str) -> dict[str, Any]:
        """The result of an export."""
        return dict(self.result(self.server.request("POST", f"/penstock/profiles/{profile}/export")))

    def zip_of(self, profile: str) -> bytes:
        """The zip file of a profile."""
        return bytes(self.server.get(self.export(profile)["url"]).body)

    def upload(self, data: bytes, name: str = "x.zip") -> Any:
        """Send a zip file; the answer, which is a job where it was taken."""
        return self.server.post_form("/penstock/profile_imports", ("file", name, data))
