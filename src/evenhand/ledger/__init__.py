"""The append-only record of what people did: entries, their tree, signed checkpoints, receipts."""
