"""The provincial end."""
