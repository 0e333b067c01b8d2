"""Reviewing a docket under ice-2011-11-17: Evenhand, the same by hand, and other rule engines."""
