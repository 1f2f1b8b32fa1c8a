"""The committee, its staff and their passphrases."""
