"""What pages show, worked out from docket, ledger and findings as far as a person may see it."""
