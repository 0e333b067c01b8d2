"""The whole path at the size of a court's docket: make, import, compare, review, summarise."""
