"""Asks the instruments in force of every case, or of one, and says what they make of it; it never decides."""
