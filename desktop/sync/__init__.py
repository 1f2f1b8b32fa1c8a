"""What changed, what to send, how to merge; no Qt, no files."""
