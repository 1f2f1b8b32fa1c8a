"""聘任: mentors, cross-posts and accompanying staff, with their terms."""
