"""The HTTP edge of both hosts: RouteSpec to aiohttp handlers, errors to JSON, the Host and Origin guard."""
