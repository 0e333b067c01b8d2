"""Made-up lists of parents and of children by two agencies, with known truth and stated errors."""
