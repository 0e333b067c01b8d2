"""Charts as drawings that need no program to be seen, from safe tables and estimates alone."""
