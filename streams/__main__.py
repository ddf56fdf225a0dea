"""`python -m streams` is `pegel`."""

from streams.cli import main

main()
