"""The encrypted files and the keys: bytes in, bytes out."""
