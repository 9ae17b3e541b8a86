"""The baseline of Z1 is what it is called: it packs and unpacks a folder, and does no more."""

import os
import zipfile


def test_the_baseline_carries_every_file_and_never_syncs(tmp_path, monkeypatch):
    """What was in the folder is in the other one, deflated on the way, and nothing waits for the disk."""
    from bench.baseline_profiles import export_profile, import_profile

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the baseline synced")

    monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.setattr(os, "fdatasync", refuse, raising=False)
    pool = tmp_path / "pool"
    pool.mkdir()
    (pool / "manifest.json").write_text("{}")
    (pool / "img_0001.png").write_bytes(b"x" * 5000)
    archive = export_profile(pool, "Cats", tmp_path / "cats.zip")
    with zipfile.ZipFile(archive) as packed:
        assert {one.compress_type for one in packed.infolist() if one.filename != "profile_meta.json"} == {
            zipfile.ZIP_DEFLATED
        }
    assert import_profile(archive, tmp_path / "copy") == "Cats"
    assert {file.name: file.read_bytes() for file in (tmp_path / "copy").iterdir()} == {
        file.name: file.read_bytes() for file in pool.iterdir()
    }
