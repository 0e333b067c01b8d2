"""The only place that knows a database driver: sessions with safe settings, and whole-or-nothing output."""
