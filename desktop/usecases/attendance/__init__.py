"""Sign-in sheets and what they say."""
