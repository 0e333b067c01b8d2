"""Asylum: days by which something must be filed, and the words in which claims are recorded."""
