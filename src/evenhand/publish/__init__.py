"""The publication: pages, charts, data and a document, made from safe tables and nothing else."""
