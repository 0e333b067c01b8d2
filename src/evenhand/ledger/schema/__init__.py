"""The tables and guards of a ledger, as SQL in files, one for each kind of database."""
