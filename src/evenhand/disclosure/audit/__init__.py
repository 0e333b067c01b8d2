"""The auditor: attacks a release with what its readers hold, and knows nothing else."""
