"""Asylum: days by which something must be filed; forms of protection; elements of a denial."""
