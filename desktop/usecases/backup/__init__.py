"""Backups of a data folder, and ways back from them."""
