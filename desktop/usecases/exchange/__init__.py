"""The exchange seen from a township: join, hand up, take in."""
