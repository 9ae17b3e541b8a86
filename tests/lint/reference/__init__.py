"""Writes the reference pages of the documentation from the code: what they say is what is there."""
