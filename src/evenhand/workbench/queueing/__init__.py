"""The queue: every case of the docket in the order in which it wants looking at."""
