"""Libbers: libraries of named text snippets that texts refer to as `%key%`."""
