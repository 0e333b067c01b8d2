"""Spark on this machine beside DuckDB: the same review of the same docket."""
