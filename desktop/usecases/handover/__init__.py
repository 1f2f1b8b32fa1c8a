"""A post changes hands: what is open, and what is handed over."""
