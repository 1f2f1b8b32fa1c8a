"""Whether this installation works on this PC: every part is really used, in a folder of its own."""
