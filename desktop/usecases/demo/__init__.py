"""A semester of one township, played on real divisions with invented people."""
