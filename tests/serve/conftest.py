"""The fixtures of the endpoint's tests; what they are made of, the tests import by name."""

from serve_endpoint import endpoint, serve

__all__ = ["endpoint", "serve"]
