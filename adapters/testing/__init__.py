"""What plugin authors test with: fixtures, fakes, Hypothesis strategies, invariant suites."""
