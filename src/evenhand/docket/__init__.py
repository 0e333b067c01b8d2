"""The canonical docket: all records as one set of tables, each value traceable to its place."""
