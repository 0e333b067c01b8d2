"""The steps by which the site's own tables came to be."""
