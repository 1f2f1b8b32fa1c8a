"""Terms, value types and rules of the programme; no storage, no screen."""
