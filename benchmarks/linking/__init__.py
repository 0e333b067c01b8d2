"""Linking two lists of known truth: Evenhand, exact joins, Splink as it comes, recordlinkage."""
