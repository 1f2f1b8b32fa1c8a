"""Workbooks in: looked at first, then all readable rows in one transaction that can be undone."""
