"""All measures over a docket of any size, against the clock."""
