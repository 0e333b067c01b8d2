"""Where a ledger is kept: one small interface, filled by SQLite and by PostgreSQL."""
