"""Evenhand: case-by-case review of removal dockets under the written guidance in force."""

__version__ = "0.1.0"
