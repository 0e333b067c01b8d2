"""Evenhand beside other ways of doing the same work, on one machine in one run."""
