"""The pieces every page is built from; they know nothing of the programme."""
