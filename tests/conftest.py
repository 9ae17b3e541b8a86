"""Sizes of all property tests: small for every change, large by `PENSTOCK_PROFILE=nightly`."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("change", deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
settings.register_profile("nightly", deadline=None, suppress_health_check=list(HealthCheck), max_examples=2000)
settings.load_profile(os.environ.get("PENSTOCK_PROFILE", "change"))
