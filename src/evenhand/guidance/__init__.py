"""Guidance as data: instruments a lawyer can read, their conditions as one typed tree, and the tree's readers."""
