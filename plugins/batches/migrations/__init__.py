"""Revisions of the tables of batches. Each is named for its place; what was released is never edited."""
