"""What each kind of measure makes of its cells: tables, estimates, sentences instead of some."""
