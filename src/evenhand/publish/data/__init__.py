"""The data of a release: every safe table as CSV and Parquet, and what each column means."""
