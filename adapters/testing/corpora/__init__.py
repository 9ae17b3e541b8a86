"""Hostile input for tests, made by code: names, image files, manifests and JSON bodies, as lists and as strategies."""
