"""Finding anything by what is typed of its name."""
