"""Read-only projections: frozen rows for lists and figures."""
