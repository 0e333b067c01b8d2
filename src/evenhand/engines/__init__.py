"""The only place that knows a database driver: sessions with the settings relied on."""
