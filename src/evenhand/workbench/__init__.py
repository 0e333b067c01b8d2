"""The site in which people do the review: pages over casework, which decides what may be done."""
