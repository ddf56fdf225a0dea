"""Pegel's rooms: what reads claims off a stream of articles, pools them, and serves the current estimates."""
