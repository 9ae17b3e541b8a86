"""Revisions of the tables of runs. Each is named for its place; what was released is never edited."""
