"""The site in which people do the review: pages over casework, which alone decides what may be done."""
