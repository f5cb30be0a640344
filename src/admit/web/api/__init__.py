"""The v1 API: a table of operations, and one file for each noun."""
