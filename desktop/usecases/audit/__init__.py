"""The audit log: shown, verified, exported; and what is told to it."""
