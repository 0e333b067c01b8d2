"""Asks the instruments in force of every case, or of one; it finds and never decides."""
