"""Certificates: preview, issue, print, revoke."""
