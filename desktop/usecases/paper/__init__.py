"""Papers written from a template, and lists as printed tables."""
