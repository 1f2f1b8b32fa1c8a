"""Students: rosters in, single corrections."""
