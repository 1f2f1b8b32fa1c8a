"""Dialogs: what is filled in or decided apart from a page."""
