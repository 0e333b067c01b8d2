"""Guidance as data: instruments a lawyer can read, one typed tree of conditions, its readers."""
