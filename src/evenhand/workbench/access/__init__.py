"""Who may see and do what in the workbench: one table, and the functions that read it."""
