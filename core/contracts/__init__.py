"""Protocols and values that plugins and hosts speak to each other through services."""
