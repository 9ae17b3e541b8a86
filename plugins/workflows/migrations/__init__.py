"""Revisions of the tables of workflows. Each is named for its place; what was released is never edited."""
