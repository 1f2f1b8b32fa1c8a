"""Projects and activities, their safeguards and who is enrolled."""
