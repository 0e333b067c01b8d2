"""From the docket, findings and the ledger's tables to counts: people per cell, set by set."""
