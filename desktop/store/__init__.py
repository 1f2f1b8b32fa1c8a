"""Tables, queries, migrations and encryption of one database."""
