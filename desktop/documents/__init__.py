"""Everything printed: frozen data in, PDF bytes out."""
