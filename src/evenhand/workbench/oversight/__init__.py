"""Oversight: the releases of a site, what two people do with them, the inspector's lists."""
