"""Profiles on a real ComfyUI: right pixels after each switch, nothing stale, and zips that travel."""

import io
import json
import uuid
import zipfile

import numpy
import pytest
from live_pools import LivePool, photographs, png, pool_graph, rgb, stripes
from live_profiles import LiveProfiles
from PIL import Image

PHOTOS = photographs()


@pytest.fixture
def profiles(tab):
    """The profiles of the shared ComfyUI."""
    return LiveProfiles(tab)


def _name(stem):
    return f"{stem} {uuid.uuid4().hex[:8]}"


def _filled(profiles, *photos):
    """A new profile with photographs, as `(id, pool)`."""
    made = profiles.create(_name("Live"))
    pool = LivePool(profiles.tab, made)
    pool.add(*photos)
    return made, pool


@pytest.fixture
def cats(profiles):
    """A profile with two photographs."""
    return _filled(profiles, *PHOTOS[:2])[0]


@pytest.fixture
def dogs(profiles):
    """Another one, with one."""
    return _filled(profiles, PHOTOS[2])[0]


def _pixels(tab, run, node="2", mode="RGB"):
    assert run.status == "success", run.error
    (item,) = run.outputs[node]["images"]
    return numpy.asarray(tab.picture(item).convert(mode))


def _occupied(tab):
    """The id of a run that goes on until it is interrupted."""
    run = tab.queue({"1": {"class_type": "LiveSlow", "inputs": {"seconds": 60.0}}})
    tab.wait_for(lambda one: one["type"] == "executing" and one["data"].get("prompt_id") == run)
    return run


def _refused(tab, profile):
    answer = tab.request("POST", "/prompt", json={"prompt": pool_graph("", profile=profile), "client_id": "live"})
    assert answer.status == 400
    return answer.body.decode()


def test_each_switch_runs_with_the_chosen_profile(tab, cats, dogs):
    """After each switch, also back, the run puts out the chosen profile's photograph; unchanged nothing runs again."""
    for chosen, photo in ((cats, PHOTOS[0]), (dogs, PHOTOS[2]), (cats, PHOTOS[0]), (dogs, PHOTOS[2])):
        graph = pool_graph("own", profile=chosen)
        run = tab.run(graph)
        assert not run.cached & {"1", "9"}
        assert numpy.array_equal(_pixels(tab, run), rgb(photo))
        assert tab.run(graph).cached == set(graph)


def test_a_profile_that_is_not_chosen_leaves_the_own_pool(tab, cats):
    """Linked but not chosen the node's own pool comes out; unlinked again, too; the profile stays as it is."""
    own = LivePool(tab, f"own_{uuid.uuid4().hex[:8]}")
    own.add(PHOTOS[3])
    before = LivePool(tab, cats).slots()
    for profile in ("", cats, "", None):
        photo = PHOTOS[0] if profile else PHOTOS[3]
        assert numpy.array_equal(_pixels(tab, tab.run(pool_graph(own.id, profile=profile))), rgb(photo))
    assert LivePool(tab, cats).slots() == before
    assert len(own.slots()) == 1


def test_a_rename_breaks_and_reruns_nothing(tab, profiles, cats):
    """The workflow that was saved before the rename runs, from the cache; the list has the new name."""
    graph = pool_graph("own", profile=cats)
    tab.run(graph)
    name = _name("Kittens")
    profiles.rename(cats, name)
    assert profiles.names()[cats] == name
    run = tab.run(graph)
    assert run.cached == set(graph)
    assert numpy.array_equal(_pixels(tab, run), rgb(PHOTOS[0]))


def test_deleted_is_refused_by_its_name_and_restored_it_runs(tab, profiles, cats):
    """A deleted profile is named and never a blank image; restored the same workflow runs."""
    name = profiles.names()[cats]
    trash = profiles.delete(cats)
    assert cats not in profiles.names()
    assert f"The profile '{name}'" in json.loads(_refused(tab, cats))["node_errors"]["9"]["errors"][0]["details"]
    profiles.restore(trash)
    assert profiles.names()[cats] == name
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=cats))), rgb(PHOTOS[0]))


def test_deleted_between_queue_and_run_is_an_error_that_names_it(tab, profiles, cats):
    """A profile that goes while its run waits in the queue ends that run with an error, not with a blank image."""
    name = profiles.names()[cats]
    before = _occupied(tab)
    queued = tab.queue(pool_graph("", profile=cats))
    trash = profiles.delete(cats)
    tab.request("POST", "/interrupt", json={"prompt_id": before})
    run = tab.finished(queued)
    assert run.status == "error"
    assert name in run.error
    profiles.restore(trash)
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=cats))), rgb(PHOTOS[0]))


def test_a_copy_stands_alone(tab, profiles, cats):
    """What is done to a duplicate does not touch the original, nor its cached run."""
    graph = pool_graph("", profile=cats)
    tab.run(graph)
    copy = profiles.duplicate(cats)
    pool = LivePool(tab, copy)
    pool.select(pool.slots()[1]["id"])
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=copy))), rgb(PHOTOS[1]))
    assert numpy.array_equal(_pixels(tab, tab.run(graph)), rgb(PHOTOS[0]))
    profiles.delete(cats)
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=copy))), rgb(PHOTOS[1]))


def test_a_nodes_own_pool_becomes_a_profile(tab, profiles):
    """The adopted pool keeps its id and bytes: the graph that had it as its own comes from the cache."""
    pool = LivePool(tab, f"own_{uuid.uuid4().hex[:8]}")
    pool.add(PHOTOS[1])
    graph, before = pool_graph(pool.id), pool.slots()
    tab.run(graph)
    assert profiles.create(_name("Adopted"), pool.id) == pool.id
    assert pool.slots() == before
    assert tab.run(graph).cached == set(graph)
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=pool.id))), rgb(PHOTOS[1]))


def test_an_empty_profile_is_seeded(tab, profiles):
    """An empty profile gives one black pixel; filled from another pool it gives that pool's photograph and mask."""
    source = LivePool(tab, f"own_{uuid.uuid4().hex[:8]}")
    source.add(PHOTOS[0])
    (slot,) = source.slots()
    source.mask(slot["id"], stripes(slot["width"], slot["height"]))
    empty = profiles.create(_name("Empty"))
    graph = pool_graph(source.id, profile=empty)
    assert _pixels(tab, tab.run(graph)).tolist() == [[[0, 0, 0]]]
    assert profiles.seed(empty, source.id) == 1
    run = tab.run(graph)
    assert numpy.array_equal(_pixels(tab, run), rgb(PHOTOS[0]))
    assert numpy.array_equal(_pixels(tab, run, "4", "L"), numpy.asarray(stripes(slot["width"], slot["height"])))


def test_export_and_import_give_the_same_run(tab, profiles, cats):
    """An imported profile is another one with the same images, mask, label, order and selection."""
    pool = LivePool(tab, cats)
    first, second = pool.slots()
    pool.mask(second["id"], stripes(second["width"], second["height"]))
    pool.label(first["id"], "first, ä")
    pool.select(second["id"])
    came = profiles.import_zip(profiles.export(cats))
    profile = came["profile"]
    assert (profile["name"], came["count"]) == (f"{profiles.names()[cats]} (2)", 2)
    assert profile["id"] != cats
    kept = ("id", "label", "added", "width", "height")
    theirs = LivePool(tab, profile["id"]).slots()
    assert [[slot[key] for key in kept] for slot in theirs] == [[slot[key] for key in kept] for slot in pool.slots()]
    run, again = tab.run(pool_graph("", profile=cats)), tab.run(pool_graph("", profile=profile["id"]))
    assert numpy.array_equal(_pixels(tab, again), rgb(PHOTOS[1]))
    assert numpy.array_equal(_pixels(tab, again, "4", "L"), _pixels(tab, run, "4", "L"))
    assert _pixels(tab, again, "4", "L").any()


def test_an_import_goes_on_beside_a_run(tab, profiles, dogs):
    """While a run occupies ComfyUI a zip is imported and its profile is there; the run is not touched by it."""
    archive = profiles.export(dogs)
    run = _occupied(tab)
    imported = profiles.import_zip(archive)["profile"]["id"]
    tab.wait_for(lambda one: one["type"] == "penstock.profile_imported" and one["data"]["profile"]["id"] == imported)
    assert run in [entry[1] for entry in tab.get("/queue")["queue_running"]]
    tab.request("POST", "/interrupt", json={"prompt_id": run})
    assert tab.finished(run).status == "interrupted"
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph("", profile=imported))), rgb(PHOTOS[2]))


def _theirs(name, *files, **manifest):
    """A zip as Dataset Gates makes it: deflated, with the bare name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("profile_meta.json", json.dumps({"name": name}))
        for file_name, image in files:
            archive.writestr(f"pool/{file_name}", png(image))
        archive.writestr("pool/manifest.json", json.dumps(manifest, indent=2))
    return data.getvalue()


def test_a_zip_of_dataset_gates_runs(tab, profiles):
    """A zip as Dataset Gates exports it is a profile with its images, mask, label and active image."""
    first, second = (Image.fromarray(rgb(photo)) for photo in (PHOTOS[4], PHOTOS[0]))
    files = (("img_0001.png", first), ("img_0002.png", second), ("img_0002.mask.png", stripes(*second.size)))
    slots = [
        {"image": "img_0001.png", "mask": None, "label": "", "added": 1},
        {"image": "img_0002.png", "mask": "img_0002.mask.png", "label": "theirs", "added": 2},
    ]
    name = _name("Theirs")
    came = profiles.import_zip(_theirs(name, *files, active=1, slots=slots, next_seq=3))
    assert (came["profile"]["name"], came["count"], came["left_out"]) == (name, 2, 0)
    run = tab.run(pool_graph("", profile=came["profile"]["id"]))
    assert numpy.array_equal(_pixels(tab, run), rgb(PHOTOS[0]))
    assert numpy.array_equal(_pixels(tab, run, "4", "L"), numpy.asarray(stripes(*second.size)))
    assert json.loads(run.outputs["5"]["text"][0])["text"] == "theirs"


def test_a_hostile_zip_leaves_nothing(tab, profiles, server):
    """A zip that leads elsewhere is refused with the member's name; no profile, no file and no folder came of it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("profile_meta.json", json.dumps({"name": "Evil"}))
        archive.writestr("pool/../../../custom_nodes/pwn.py", "raise SystemExit")
    before, folders = profiles.names(), sorted((server.base.path / "input" / "grid_pool").iterdir())
    job = profiles.ended(profiles.begin_import(data.getvalue()))
    assert (job["status"], job["error"]["error"]["code"]) == ("failed", "bad_zip")
    assert "pwn.py" in job["error"]["error"]["member"]
    assert profiles.names() == before
    assert sorted((server.base.path / "input" / "grid_pool").iterdir()) == folders
    assert not list(server.base.path.rglob("pwn.py"))


def test_legacy_routes_answer_with_and_without_the_prefix(tab, profiles, cats):
    """Scripts written for Dataset Gates list, rename and export profiles under the old paths, also below /api."""
    for prefix in ("", "/api"):
        entries = tab.get(f"{prefix}/grid_pool/profiles/list")["profiles"]
        assert cats in [entry["id"] for entry in entries]
        name = _name("Legacy")
        answer = tab.request("POST", f"{prefix}/grid_pool/profiles/rename", json={"id": cats, "name": name})
        assert (answer.status, answer.json()["name"]) == (200, name)
        archive = tab.request("GET", f"{prefix}/grid_pool/profiles/export?id={cats}")
        assert archive.status == 200
        with zipfile.ZipFile(io.BytesIO(archive.body)) as opened:
            assert json.loads(opened.read("profile_meta.json"))["name"] == name
