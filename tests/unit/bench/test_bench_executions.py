"""What is measured in E1 gives one and the same list."""


def test_all_ways_that_are_timed_give_the_same_names(tmp_path):
    """Ours, the first time and again, one pattern, and asking for each file."""
    from bench.baseline_executions import by_asking, by_pattern
    from bench.collecting import VARIANTS, Collector, gallery, service_of

    made = gallery(tmp_path, 30)
    (made.folder / "notes.txt").touch()
    ours = Collector(made, service_of(made.paths))
    expected = by_asking(made.folder, made.scenes, VARIANTS)
    assert len(expected) == 30 * VARIANTS
    assert by_pattern(made.folder) == ours.first() == ours.again() == ours.again() == expected
