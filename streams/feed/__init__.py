"""What comes in: checks, readers, the replay clock, the client that posts."""
