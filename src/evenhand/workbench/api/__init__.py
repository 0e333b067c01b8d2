"""The API: what the pages show and do, for programs; it asks the same functions as they do."""
