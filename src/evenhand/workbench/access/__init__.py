"""Who may open which page and which case: the table of addresses, and casework's answers."""
