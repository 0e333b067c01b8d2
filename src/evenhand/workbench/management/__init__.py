"""Commands that run inside Django."""
