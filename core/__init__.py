"""The host-neutral core: hooks, events, contracts and the machinery that loads and runs plugins."""
