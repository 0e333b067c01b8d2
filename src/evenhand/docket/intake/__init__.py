"""Adapters: one module per kind of record, each mapping it onto the canonical docket."""
