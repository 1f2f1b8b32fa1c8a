"""The province's store on a PostgreSQL server: what is done otherwise there than in a file."""
