"""The canonical docket: every source's records as one set of tables, each value traceable to file, row and column."""
