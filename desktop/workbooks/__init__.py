"""Excel and WPS workbooks and CSV tables, in and out."""
