"""What every layer may lean on: errors, progress, clock, files, paths, log."""
