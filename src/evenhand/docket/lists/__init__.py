"""Agencies' lists of parents and of children: one row a person, each value with its place."""
