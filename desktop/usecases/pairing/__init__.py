"""结对: needs, proposals, consent."""
