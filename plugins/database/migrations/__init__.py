"""Revisions of the database's own tables. Each is named for its place; what was released is never edited."""
