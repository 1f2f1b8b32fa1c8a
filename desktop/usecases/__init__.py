"""One verb per module; the window and the command line call the same functions."""
