"""What comes in: the checks on it, readers of files, the replay clock, and the client that posts to a service."""
