"""What is measured in D1 gives one and the same list."""


def test_both_ways_that_are_timed_give_the_same_names(tmp_path):
    """Ours and one plain pass; masks are left out by ours alone."""
    from bench.baseline_folders import plain_listing
    from bench.listing_folders import host, ours, plant

    folders = host(tmp_path)
    plant(folders.paths.input / "flat", 30, companions=False)
    plant(folders.paths.input / "captioned", 30, companions=True)
    plain = plain_listing(folders.paths.input / "flat")
    assert len(plain) == 30
    assert list(ours(folders, "flat")) == list(ours(folders, "captioned")) == plain
    assert len(plain_listing(folders.paths.input / "captioned")) == 33
