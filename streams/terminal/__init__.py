"""What a person sees in a terminal: claims under their sentences, the live table of estimates, progress."""
